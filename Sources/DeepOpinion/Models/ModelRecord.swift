// A model as it is stored and written.

import Emulator
import JSON
import Store

/// A model.
struct ModelRecord {
    /// The columns of ``init(_:)``, of a table or alias `m`.
    static let columns: SQL = """
        m.id, m.uuid, m.name, m.display_name, m.base, m.language, m.owner, m.created, m.project, m.score, m.started, \
        m.finish_due, m.finished, m.short_description, m.long_description, m.status, m.type, m.progress, \
        m.progress_status
        """

    let id: Int
    let uuid: String
    let name: String
    let displayName: String
    let base: String?
    let language: String
    let owner: String
    let created: Instant
    let project: Int?
    let score: Double?
    private let started: Instant?
    private let due: Instant?
    private let finished: Instant?
    let shortDescription: String?
    let longDescription: String?
    let status: String
    let type: String
    /// A progress that was set by hand, and the status that it belongs to.
    private let shown: Double?
    private let shownStatus: String?

    /// A model from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        uuid = row.text(1)
        name = row.text(2)
        displayName = row.text(3)
        base = row.optionalText(4)
        language = row.text(5)
        owner = row.text(6)
        created = row.instant(7)
        project = row.optionalInt(8)
        score = row.optionalDouble(9)
        started = row.optionalInstant(10)
        due = row.optionalInstant(11)
        finished = row.optionalInstant(12)
        shortDescription = row.optionalText(13)
        longDescription = row.optionalText(14)
        status = row.text(15)
        type = row.text(16)
        shown = row.optionalDouble(17)
        shownStatus = row.optionalText(18)
    }

    /// The model with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> ModelRecord? {
        try database.first("SELECT \(columns) FROM studio_models m WHERE m.id = ?", .int(id)) { ModelRecord($0) }
    }

    /// The models of a project, oldest first.
    static func each(ofProject project: Int, _ database: Database, read: (ModelRecord) throws -> Void) throws {
        try database.each(
            "SELECT \(columns) FROM studio_models m WHERE m.project = ? ORDER BY m.id", .int(project)
        ) { try read(ModelRecord($0)) }
    }

    /// Writes a `Model` (specification, "Models").
    func write(now: Instant, into writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(now: now, into: &writer)
        writer.endObject()
    }

    /// Writes the members of a `Model`, without the braces.
    func writeMembers(now: Instant, into writer: inout JSONWriter) {
        writer.field("base", base)
        writer.field("created", created)
        writer.field("display_name", displayName)
        writer.field("uuid", uuid)
        writer.field("id", id)
        writer.field("language", language)
        writer.field("long_description", longDescription)
        writer.field("name", name)
        writer.field("owner", owner)
        writer.key("progress")
        writer.fixedDecimal(progress(at: now), digits: 1)
        writer.field("project_id", project)
        writer.key("score")
        if let score { writer.double(score) } else { writer.null() }
        writer.field("short_description", shortDescription)
        writer.field("status", status)
        writer.field("type", type)
    }

    /// The progress in percent: as it was set by hand, else computed from the clock. Reading never changes state.
    func progress(at now: Instant) -> Double {
        if let shown, shownStatus == status { return shown }
        return switch status {
        case "READY", "ACTIVE", "PUBLISHED": 100
        case "TRAINING", "FAILED": Progress.percent(from: started, to: due, at: finished ?? now)
        default: 0
        }
    }
}
