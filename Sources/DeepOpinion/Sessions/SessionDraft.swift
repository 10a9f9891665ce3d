// A session before it is created.

import Emulator
import JSON
import Store

/// What is known about a new session.
struct SessionDraft {
    var name: String?
    /// Its classes and labels; those of the project when none are chosen.
    var names = SessionNames.none
    var isAuto = false
    var sampleSize: Int?

    /// Inserts the session into the project of the path, with a group for its documents that is still empty.
    ///
    /// - Returns: the numbers of both.
    func insert(mode: String, model: Int?, _ call: Call) throws -> (session: Int, group: Int) {
        let project = call.integer("project_id")
        let chosen = try names.numbers(project: project, call.database)
        let vocabulary = try Vocabulary(project: project, call.database)
        let classes = chosen.classes ?? (vocabulary.type.hasClasses ? vocabulary.classes.values.sorted() : [])
        let labels = chosen.labels ?? (vocabulary.type.hasLabels ? vocabulary.labels.values.sorted() : [])
        let number = try call.database.scalarInt("SELECT max(id) FROM studio_sessions") ?? 0
        let name = name.flatMap { $0.isEmpty ? nil : $0 } ?? "Session \(number + 1)"
        let group = try GroupDraft(name: name, project: project, source: "ANNOTATIONS", status: "PROCESSING")
            .insert(call.caller.account, at: call.now, call.database)
        try call.database.execute(
            """
            INSERT INTO studio_sessions(uuid, project, mode, name, status, created, created_by, group_id, model,
                classes_json, labels_json, is_auto, sample_size)
            VALUES (?, ?, ?, ?, 'CREATED', ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(project), .text(mode), .text(name),
            .int(call.now.microseconds), .optional(call.caller.account), .int(group), .optional(model),
            .text(JSON.array(classes.map(JSON.int)).description), .text(JSON.array(labels.map(JSON.int)).description),
            .bool(isAuto), .optional(sampleSize))
        return (call.database.lastInsertedRow, group)
    }
}
