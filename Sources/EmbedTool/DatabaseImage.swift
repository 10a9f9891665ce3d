// The prebuilt database.

import Contract
import Store

/// An empty database with every table of `schema.sql`, packed. Copying it is some twenty times faster than running the
/// statements.
struct DatabaseImage {
    private(set) var text = ""

    init(schema: String, path: String, log: inout ProblemLog) {
        do {
            let database = try Database.inMemory(image: nil)
            // The image is copied into every tenant's database: small pages keep it small.
            try database.execute(script: "PRAGMA page_size = 1024; VACUUM;")
            try database.execute(script: schema)
            text = PackedBytes.pack(database.serialize())
        } catch {
            log.error(path, line: 1, (error as? StoreError)?.message ?? "The schema cannot be run.")
        }
    }
}
