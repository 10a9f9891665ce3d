// Lists of tasks: of a dataset, of a user, and the delayed ones.

import Emulator
import JSON
import Store

/// Tasks (specification, "Tasks"). ``TaskCreation`` makes them, ``TaskTransitions`` moves them.
enum Tasks {
    static let handlers: [String: Handler] = [
        "listDatasetTasks": { call in try list(call, key: "tasks", kind: nil) },
        "listFileTasks": { call in try list(call, key: "file_tasks", kind: "file_task") },
        "listLabelTasks": { call in try list(call, key: "label_tasks", kind: "label_task") },
        "listUserTasks": listOfUser,
        "listDelayedTasks": listDelayed,
    ]

    private static func list(_ call: Call, key: String, kind: String?) throws -> Reply {
        let dataset = try call.dataset()
        let kinds = kind.map { [$0] } ?? ["file_task", "label_task"]
        // Each kind in the order of its index; the first of both together are the next ones.
        let next: SQL = "SELECT * FROM (\(nextOfKind))"
        let condition: SQL = "task.seq IN (\(kinds.map { _ in next }.joined(separator: " UNION ALL ")))"
        let rows = rows(of: call.database, condition) { last in
            kinds.flatMap { [.int(dataset.seq), .text($0), .int(last), .int(Reply.sliceRows)] }
        }
        return try .lists([(key, rows)], check: { _ = try call.dataset() })
    }

    private static let nextOfKind: SQL =
        "SELECT seq FROM tools_tasks WHERE dataset = ? AND kind = ? AND seq > ? ORDER BY seq LIMIT ?"

    private static func listOfUser(_ call: Call) throws -> Reply {
        // No address has a space: one that arrives with it had a plus sign that its client left unescaped.
        let given = call.parameters["email"]?.string.map { String($0.map { $0 == " " ? "+" : $0 }) }
        guard let email = given ?? Authentication.email(of: call) else {
            throw Problem.badRequest(
                "email is required, because this token belongs to no user.", field: "email")
        }
        let client = call.path("clientId")
        return try .lists(
            [("file_tasks", "file_task"), ("label_tasks", "label_task")].map { key, kind in
                let rows = rows(
                    of: call.database,
                    "task.user_email = ? AND dataset.client_id = ? AND task.kind = ? AND task.seq > ?"
                ) { [.text(email), .text(client), .text(kind), .int($0)] }
                return (key, rows)
            })
    }

    /// Writes the tasks that a condition selects, in order.
    ///
    /// - Parameter values: the values of the condition, for tasks behind the row `last`.
    private static func rows(
        of database: Database, _ condition: SQL, values: @escaping (_ last: Int) -> [SQLValue]
    ) -> (inout JSONWriter) throws -> Int {
        var last = 0
        return { writer in
            var count = 0
            try database.each(
                "SELECT \(TaskRecord.columns) FROM \(TaskRecord.tables) WHERE \(condition) ORDER BY task.seq LIMIT ?",
                values(last) + [.int(Reply.sliceRows)]
            ) { row in
                let task = TaskRecord(row)
                task.write(into: &writer)
                last = task.seq
                count += 1
            }
            return count
        }
    }

    /// Tasks that somebody could work on and that have not moved for longer than the setting `deepen_task_due_seconds`
    /// allows. The documentation does not say what makes a task late, so without the setting none is.
    private static func listDelayed(_ call: Call) throws -> Reply {
        let allowed = call.tenant.settings.json["deepen_task_due_seconds"]?.int
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("delayed_tasks")
            writer.beginArray()
            if let allowed { try writeDelayed(bySeconds: allowed, call, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func writeDelayed(bySeconds allowed: Int, _ call: Call, into writer: inout JSONWriter) throws {
        try call.database.each(
            """
            SELECT \(TaskRecord.columns) FROM \(TaskRecord.tables)
            WHERE dataset.client_id = ? AND task.status IN ('ready', 'in_progress', 'rejected') AND task.updated < ?
            ORDER BY task.updated, task.seq
            """,
            .text(call.path("clientId")), .int(call.now.advanced(bySeconds: -allowed).microseconds)
        ) { row in
            let task = TaskRecord(row)
            let due = task.updated.microseconds / 1000 + allowed * 1000
            task.write(into: &writer) { writer in
                writer.field("due_time_millis", due)
                writer.field("delay_millis", call.now.microseconds / 1000 - due)
            }
        }
    }
}
