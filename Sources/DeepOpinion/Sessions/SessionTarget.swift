// A session that documents are added to.

import Emulator
import Store

/// What has to be known about a session to add documents to it.
struct SessionTarget {
    let session: Int
    let project: Int
    /// The group of its documents, if it has not been deleted.
    let group: Int?
    /// Whether attributes that match classes or labels become tags.
    let isAuto: Bool
    let vocabulary: Vocabulary
    let now: Instant

    init?(_ session: Int, at now: Instant, _ database: Database) throws {
        let row = try database.first(
            "SELECT project, is_auto, group_id FROM studio_sessions WHERE id = ?", .int(session)
        ) {
            (project: $0.int(0), isAuto: $0.bool(1), group: $0.optionalInt(2))
        }
        guard let row else { return nil }
        self.session = session
        project = row.project
        isAuto = row.isAuto
        group = row.group
        vocabulary = try Vocabulary(project: row.project, database)
        self.now = now
    }
}
