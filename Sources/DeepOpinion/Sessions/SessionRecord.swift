// A labeling or correction session as it is stored.

import Emulator
import Store

/// A session.
struct SessionRecord {
    /// The columns of ``init(_:)``, of tables `s` and `p`.
    static let select: SQL = """
        SELECT s.id, s.uuid, s.project, s.mode, s.name, s.description, s.status, s.created, s.finished, s.created_by, \
        s.group_id, s.model, s.classes_json, s.labels_json, s.predicted_score, s.document_count, s.segment_count, \
        s.annotated_count, p.workspace, p.type, s.sample_size FROM studio_sessions s JOIN studio_projects p ON p.id = s.project
        """

    let id: Int
    let uuid: String
    let project: Int
    let mode: String
    let name: String
    let description: String?
    let status: String
    let created: Instant
    let finished: Instant?
    let user: Int?
    let group: Int?
    let model: Int?
    /// Numbers of its classes and labels, as JSON arrays that may include deleted ones.
    let classes: String
    let labels: String
    private let score: Int?
    /// Before the documents are there: how many there will be.
    private(set) var documentCount: Int
    let segmentCount: Int
    let annotatedCount: Int
    let workspace: Int
    let type: String
    private let sampleSize: Int?

    init(_ row: borrowing Row) {
        id = row.int(0)
        uuid = row.text(1)
        project = row.int(2)
        mode = row.text(3)
        name = row.text(4)
        description = row.optionalText(5)
        status = row.text(6)
        created = row.instant(7)
        finished = row.optionalInstant(8)
        user = row.optionalInt(9)
        group = row.optionalInt(10)
        model = row.optionalInt(11)
        classes = row.text(12)
        labels = row.text(13)
        score = row.optionalInt(14)
        documentCount = row.int(15)
        segmentCount = row.int(16)
        annotatedCount = row.int(17)
        workspace = row.int(18)
        type = row.text(19)
        sampleSize = row.optionalInt(20)
    }

    /// The session with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> SessionRecord? {
        try database.first("\(select) WHERE s.id = ?", .int(id)) { try SessionRecord($0).counted(database) }
    }

    /// The session with the number of documents that it will have, if they are not in it yet.
    func counted(_ database: Database) throws -> SessionRecord {
        guard status == "CREATED" || status == "SAMPLING" else { return self }
        let found = try group.flatMap { group in
            try ImportOrder.expected(inGroup: group, database)
                ?? database.scalarInt(
                    "SELECT document_count FROM studio_groups WHERE id = ? AND status <> 'PROCESSING'", .int(group))
        }
        let count =
            try found
            ?? database.scalarInt("SELECT document_count FROM studio_projects WHERE id = ?", .int(project)) ?? 0
        var session = self
        session.documentCount = max(documentCount, min(sampleSize ?? count, count))
        return session
    }

    /// The percentage of annotated segments.
    var progress: Double {
        if status == "FINISHED" { return 100 }
        return segmentCount > 0 ? min(100, Double(annotatedCount) / Double(segmentCount) * 100) : 0
    }

    /// The percentage of a correction's tags that are likely to be right: the model's confidence for those that nobody
    /// has confirmed yet, and all of the others.
    var predictedScore: Int {
        let share = progress / 100
        return Int((Double(score ?? 0) * (1 - share) + 100 * share).rounded())
    }
}
