// A document group before it is created.

import Emulator
import Store

/// What a new group has.
struct GroupDraft {
    let name: String
    /// Nil for the documents of an analysis outside of every project.
    let project: Int?
    /// UPLOAD, ANNOTATIONS or ANALYSIS.
    let source: String
    /// PROCESSING or CREATED.
    let status: String

    /// Inserts the group and returns its number.
    func insert(_ user: Int?, at now: Instant, _ database: Database) throws -> Int {
        try database.execute(
            "INSERT INTO studio_groups(project, name, created, created_by, source, status) VALUES (?, ?, ?, ?, ?, ?)",
            .optional(project), .text(name), .int(now.microseconds), .optional(user), .text(source), .text(status))
        return database.lastInsertedRow
    }
}
