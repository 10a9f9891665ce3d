// The prebuilt database.

import Contract
import Store

/// An empty database with every table of `schema.sql`, packed. Copying it is some twenty times faster than running the
/// statements.
struct DatabaseImage {
    private(set) var text = ""

    init(schema: String, path: String, log: inout ProblemLog) {
        do {
            let database = try Database.inMemory()
            try database.execute(script: schema)
            try database.commit()
            text = PackedBytes.pack(try database.serialize())
        } catch {
            log.error(path, line: 1, error.message)
        }
    }
}
