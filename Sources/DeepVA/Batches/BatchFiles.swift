// Batches from CSV files: one batch for each file, one job for each row.

import Emulator
import JSON
import System

/// Creation of batches from uploaded files (specification, section 8).
enum BatchFiles {
    /// The maximum number of rows of all files of a request.
    private static let mostRowsTogether = 50_000

    /// Reads the files on the thread pool, then creates batches and jobs in slices.
    static func create(_ call: Call) throws -> Reply {
        let parent = call.body["parent_id"]?.string
        let parentName = call.body["parent_name"]?.string
        let files = call.uploads.filter { $0.name == "files" }
        guard !files.isEmpty else { throw Problem.badRequest("files: at least one file is required.", field: "files") }
        try Batches.check(parent, field: "parent_id", in: call.database)
        return .later({ budget in
            do {
                return try files.map { try BatchFile($0, budget: budget) }
            } catch let error as WorkError {
                throw Problem.tooMuchWork(error, field: "files")
            }
        }) { parsed in
            guard parsed.reduce(0, { $0 + $1.sources.count }) <= mostRowsTogether else {
                throw Problem.badRequest(
                    "files: all files together must not have more than \(mostRowsTogether) rows.", field: "files")
            }
            try Batches.check(parent, field: "parent_id", in: call.database)
            let above = try parentName.map { try Batches.insert($0, parent: nil, call) } ?? parent
            let creation = BatchCreation(parsed, parent: above, call)
            return .slices { try creation.slice() }
        }
    }
}
