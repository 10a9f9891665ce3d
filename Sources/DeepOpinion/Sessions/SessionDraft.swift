// A session before it is created.

import Emulator
import JSON
import Store

/// What is known about a new session.
struct SessionDraft {
    var name: String?
    /// Numbers of classes and labels; nil for those of the project.
    var classes: [Int]?
    var labels: [Int]?
    var isAuto = false
    var sampleSize: Int?

    /// Inserts the session into the project of the path and returns its number.
    func insert(mode: String, model: Int?, _ call: Call) throws -> Int {
        let project = call.integer("project_id")
        let vocabulary = try Vocabulary(project: project, call.database)
        let classes = classes ?? (vocabulary.type.hasClasses ? vocabulary.classes.values.sorted() : [])
        let labels = labels ?? (vocabulary.type.hasLabels ? vocabulary.labels.values.sorted() : [])
        let number = try call.database.scalarInt("SELECT max(id) FROM studio_sessions") ?? 0
        let name = name.flatMap { $0.isEmpty ? nil : $0 } ?? "Session \(number + 1)"
        try call.database.execute(
            """
            INSERT INTO studio_sessions(uuid, project, mode, name, status, created, created_by, model, classes_json,
                labels_json, is_auto, sample_size)
            VALUES (?, ?, ?, ?, 'CREATED', ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(project), .text(mode), .text(name),
            .int(call.now.microseconds), .optional(call.caller.account), .optional(model),
            .text(JSON.array(classes.map(JSON.int)).description), .text(JSON.array(labels.map(JSON.int)).description),
            .bool(isAuto), .optional(sampleSize))
        return call.database.lastInsertedRow
    }
}
