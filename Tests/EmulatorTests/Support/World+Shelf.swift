// Worlds of the made-up platform alone.

import Contract
import Emulator
import Host
import JSON
import Store
import TestSupport
import Testing

@testable import Embedding

extension Blueprint {
    /// What worlds of the shelf are made of: its contract, and the empty database of the program.
    static func shelf(contract: String = Shelf.contract) throws -> Blueprint {
        var reader = YAMLReader()
        let content = reader.read(contract) ?? .null
        let files = [ContractFile(platform: Shelf.id, name: "shelf/openapi.yaml", content: content)]
        #expect(Checker.check(files).map(\.description) == [])
        return try Blueprint(
            contracts: Assembler.assemble(files), database: builtIn().database, timings: Timings(json: [:]),
            demoData: [])
    }
}

extension World {
    /// An emulator with the shelf as its only platform.
    static func shelf(
        strictTenants: Bool = false, maximumTenants: Int = 16, externalURL: String? = nil, seed: UInt64 = 1,
        trace: Trace = Trace()
    ) throws -> World {
        try World(
            seed: seed, strictTenants: strictTenants, maximumTenants: maximumTenants, externalURL: externalURL,
            blueprint: .shelf(), platforms: [Shelf.platform(trace: trace)])
    }
}

extension TestRequest {
    /// The request with a key of the shelf.
    func shelf(_ key: String = "full-key") -> TestRequest { header("Authorization", "Shelf \(key)") }
}
