// A model with its metrics, demonstration and names, as the operations of its project show it.

import Emulator
import JSON
import Store

/// The detailed form of a model.
struct DetailedModel {
    private let model: ModelRecord
    /// JSON text; nil before training has ended.
    private let metrics: String?
    private let demonstration: String?
    private let classes: [String]
    private let labels: [String]

    /// The detailed form of a project's model; nil when there is none.
    init?(_ id: Int, project: Int, _ database: Database) throws {
        let found = try database.first(
            "SELECT \(ModelRecord.columns), m.metrics_json, m.demoset_json FROM studio_models m WHERE m.id = ?",
            .int(id)
        ) { (model: ModelRecord($0), metrics: $0.optionalText(19), demonstration: $0.optionalText(20)) }
        guard let found else { return nil }
        (model, metrics, demonstration) = found
        classes = try database.all(
            "SELECT name FROM studio_classes WHERE project = ? ORDER BY id", .int(project)
        ) { $0.text(0) }
        labels = try database.all(
            "SELECT name FROM studio_labels WHERE project = ? ORDER BY id", .int(project)
        ) { $0.text(0) }
    }

    func write(now: Instant, into writer: inout JSONWriter) {
        writer.beginObject()
        model.writeMembers(now: now, into: &writer)
        writer.key("demoset")
        writer.raw(Array((demonstration ?? "[]").utf8))
        writer.key("metrics")
        writer.raw(Array((metrics ?? "{}").utf8))
        for (key, names) in [("classes", classes), ("labels", labels)] as [(StaticString, [String])] {
            writer.key(key)
            writer.beginArray()
            for name in names { writer.string(name) }
            writer.endArray()
        }
        writer.endObject()
    }
}
