// Finds a dataset by the name that a client gives it.

import Emulator
import Store

/// A dataset that exists and that the caller may use.
struct DatasetKey {
    /// Its row.
    let seq: Int
    /// Its own id.
    let id: String
    /// The client that it belongs to.
    let client: String

    /// Finds a dataset by its id, or by `client:project:dataset`, as those of the old API are called.
    ///
    /// - Throws: ``Problem`` 404 when there is none, 403 when it belongs to a client that the caller may not use.
    init(_ name: String, for call: Call) throws {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 1 || parts.count == 3, let id = parts.last else { throw Problem.unknownDataset(name) }
        let row = try call.database.first("SELECT seq, client_id FROM tools_datasets WHERE id = ?", .text(id)) {
            (seq: $0.int(0), client: $0.text(1))
        }
        guard let row, parts.count == 1 || parts[0] == row.client && !parts[1].isEmpty else {
            throw Problem.unknownDataset(name)
        }
        guard call.caller.mayUse(client: row.client) else { throw Problem.otherClient(row.client) }
        seq = row.seq
        self.id = id
        client = row.client
    }
}

extension Call {
    /// The dataset that the path names.
    func dataset() throws -> DatasetKey { try DatasetKey(path("datasetId"), for: self) }
}
