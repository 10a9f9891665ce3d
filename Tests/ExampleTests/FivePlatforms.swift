// The four platforms and the made-up fifth, from the files that the build would embed.

import Contract
import Emulator
import Foundation
import Harbour
import Host
import Store
import TestSupport

@testable import Embedding

/// Everything that a program with Harbour would carry.
struct FivePlatforms: Sendable {
    /// What the build would say about the files; empty when they are in order.
    let problems: String
    private let contracts: ContractBundle
    private let image: [UInt8]

    /// Read once: the contracts of all platforms are large.
    static let shared = Result { try FivePlatforms() }

    private init() throws {
        let folder = try TestFolder()
        let files = FileManager.default
        try files.createDirectory(atPath: folder.path + "/fixtures/contracts", withIntermediateDirectories: true)
        func link(_ name: String, to path: String) throws {
            try files.createSymbolicLink(
                atPath: "\(folder.path)/fixtures/\(name)", withDestinationPath: Repository.path + path)
        }
        try link("timings.json", to: "fixtures/timings.json")
        try link("seeds", to: "fixtures/seeds")
        for platform in Repository.names(in: "fixtures/contracts") {
            try link("contracts/\(platform)", to: "fixtures/contracts/\(platform)")
        }
        try link("contracts/harbour", to: "Tests/Example/fixtures/contracts/harbour")
        let schema = Repository.text("schema.sql") + Repository.text("Tests/Example/schema.sql")
        try schema.write(toFile: folder.path + "/schema.sql", atomically: true, encoding: .utf8)

        var log = ProblemLog()
        let inputs = Inputs(root: folder.path, log: &log)
        contracts = ContractFolder(inputs: inputs, log: &log).bundle
        image = PackedBytes.unpack(DatabaseImage(schema: inputs.schema, path: inputs.schemaPath, log: &log).text) ?? []
        problems = log.text
    }

    /// A world with all five.
    func world() throws -> World {
        try World(
            blueprint: Blueprint(
                contracts: contracts, database: DatabaseTemplate(image: image, migrations: []),
                timings: Blueprint.builtInTimings(), demoData: []),
            platforms: Host.platforms + [Harbour.platform])
    }
}
