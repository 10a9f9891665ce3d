// How far an import has come.

import Store

/// An import in progress.
struct ImportState {
    let order: ImportOrder
    /// Where the next slice begins, in bytes.
    let offset: Int
    /// How many documents have been inserted.
    let taken: Int

    /// The import with this number; nil when it has ended or was cancelled.
    static func find(_ id: Int, _ database: Database) throws -> ImportState? {
        try database.first(
            "SELECT \(ImportOrder.columns), byte_offset, taken FROM studio_imports WHERE id = ?", .int(id)
        ) { ImportState(order: try ImportOrder($0), offset: $0.int(8), taken: $0.int(9)) }
    }
}
