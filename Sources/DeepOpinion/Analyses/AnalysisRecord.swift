// An analysis as it is stored.

import Emulator
import Store

/// An analysis.
struct AnalysisRecord {
    /// The columns of ``init(_:)``, of tables `a` and `m`.
    static let select: SQL = """
        SELECT a.id, a.uuid, a.name, a.description, a.created, a.finished, a.document_count, a.started, a.finish_due, \
        a.model, a.status, a.type, m.project, a.group_id FROM studio_analyses a JOIN studio_models m ON m.id = a.model
        """

    let id: Int
    let uuid: String
    let name: String
    let description: String?
    let created: Instant
    let finished: Instant?
    /// Before the documents are there: how many there will be.
    private(set) var documentCount: Int
    private let started: Instant?
    private let due: Instant?
    let model: Int
    let status: String
    let type: String
    /// The project of the model.
    let project: Int?
    private let group: Int?

    /// An analysis from a row of ``select``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        uuid = row.text(1)
        name = row.text(2)
        description = row.optionalText(3)
        created = row.instant(4)
        finished = row.optionalInstant(5)
        documentCount = row.int(6)
        started = row.optionalInstant(7)
        due = row.optionalInstant(8)
        model = row.int(9)
        status = row.text(10)
        type = row.text(11)
        project = row.optionalInt(12)
        group = row.optionalInt(13)
    }

    /// The analysis with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> AnalysisRecord? {
        try database.first("\(select) WHERE a.id = ?", .int(id)) { try AnalysisRecord($0).counted(database) }
    }

    /// The analysis with the number of documents that are expected, if they are not in it yet.
    func counted(_ database: Database) throws -> AnalysisRecord {
        guard status == "CREATED", let group else { return self }
        let count =
            try ImportOrder.expected(inGroup: group, database)
            ?? database.scalarInt("SELECT document_count FROM studio_groups WHERE id = ?", .int(group)) ?? 0
        var analysis = self
        analysis.documentCount = max(documentCount, count)
        return analysis
    }

    /// The progress in percent, computed from the clock: reading never changes state.
    func progress(at now: Instant) -> Double {
        switch status {
        case "FINISHED": 100
        case "ANALYZING", "FAILED": Progress.percent(from: started, to: due, at: finished ?? now)
        default: 0
        }
    }
}
