// Assigns tasks to users.

import Emulator
import JSON
import Store

/// Assignees of tasks (specification, "Tasks"; the bodies are inferred). Assigning never changes a task's state.
enum Assignments {
    static let handlers: [String: Handler] = [
        "saveFileTaskAssignments": { call in try save(call, key: "file_tasks", kind: "file_task") },
        "saveLabelTaskAssignments": { call in try save(call, key: "label_tasks", kind: "label_task") },
    ]

    /// All or nothing: when one element names no task, the others are undone.
    private static func save(_ call: Call, key: String, kind: String) throws -> Reply {
        let dataset = try call.dataset()
        guard let elements = call.body.array ?? call.body[key]?.array ?? call.body["tasks"]?.array else {
            throw Problem.badRequest("\(key) must be an array of assignments.", field: key)
        }
        for (index, element) in elements.enumerated() {
            let name = "\(key).\(index)"
            guard let email = element["user_email"], email.isNull || email.string?.isEmpty == false else {
                throw Problem.badRequest(
                    "\(name).user_email must be an email address, or null to unassign.", field: key)
            }
            let (condition, values) = try selection(element, named: name, key: key)
            try call.database.execute(
                "UPDATE tools_tasks SET user_email = ? WHERE dataset = ? AND kind = ? AND \(condition)",
                [.optional(email.string), .int(dataset.seq), .text(kind)] + values)
            guard call.database.changes > 0 else { throw Problem.notFound("The task of \(name)") }
        }
        return .empty(200)
    }

    /// The tasks that an element names: one by its id, or those of a file or a label in a stage.
    private static func selection(
        _ element: JSON, named name: String, key: String
    ) throws -> (SQL, [SQLValue]) {
        if let id = element["task_id"]?.string { return ("id = ?", [.text(id)]) }
        guard let stage = element["stage_id"]?.string else {
            throw Problem.badRequest(
                "\(name) needs a task_id, or a stage_id with a file_id or label_id.", field: key)
        }
        var condition: SQL = "stage = ? AND label_set = ?"
        var values: [SQLValue] = [.text(stage), .text(element["label_set_id"]?.string ?? LabelSets.standard)]
        let (file, label) = (element["file_id"]?.string, element["label_id"]?.string)
        guard file != nil || label != nil else {
            throw Problem.badRequest("\(name) needs a file_id or a label_id.", field: key)
        }
        if let file {
            condition = condition + " AND file = ?"
            values.append(.text(file))
        }
        if let label {
            condition = condition + " AND label = ?"
            values.append(.text(label))
        }
        return (condition, values)
    }
}
