// What the binary carries, in the form in which the emulator takes it.

import Contract
import Embedded
import Emulator
import JSON
import Store

extension Blueprint {
    /// The contracts, the database, the waits and the example data inside the binary.
    public static func builtIn() throws -> Blueprint {
        guard let image = PackedBytes.unpack(Embedded.databaseImage) else {
            throw StoreError(code: 11, message: "The built-in database image is damaged.")
        }
        let demo = Embedded.seeds.filter { $0.name.hasPrefix("demo") }.sorted { $0.name < $1.name }
        return try Blueprint(
            contracts: ContractBundle(
                routes: Embedded.routes, operations: Embedded.operations, components: Embedded.components,
                documents: Embedded.documents),
            database: DatabaseTemplate(image: image, migrations: Embedded.migrations), timings: builtInTimings(),
            demoData: demo.map { try JSON(parsing: $0.text) })
    }

    /// The waits inside the binary.
    public static func builtInTimings() throws -> Timings {
        try Timings(json: JSON(parsing: Embedded.timings))
    }
}
