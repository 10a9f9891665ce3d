// Tasks: lists, and the steps of their life cycle.

import Emulator
import JSON
import Store

/// Tasks (specification, "Tasks" and "Task life cycle"). How they come into being is in ``TaskMaker``.
enum Tasks {
    static let handlers: [String: Handler] = [
        "listDatasetTasks": { call in try list(call, key: "tasks", kind: nil) },
        "listFileTasks": { call in try list(call, key: "file_tasks", kind: "file_task") },
        "listLabelTasks": { call in try list(call, key: "label_tasks", kind: "label_task") },
        "submitTask": submit,
        "acceptTask": accept,
        "rejectTask": reject,
        "listUserTasks": listOfUser,
        "listDelayedTasks": listDelayed,
    ]

    // MARK: - Lists

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
            throw Problem.badRequest("email: required, as this token belongs to no user.", field: "email")
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

    /// What writes the tasks that a condition keeps, in their order.
    ///
    /// - Parameter values: those of the condition, behind the task with this row number.
    private static func rows(
        of database: Database, _ condition: SQL, values: @escaping (_ last: Int) -> [SQLValue]
    ) -> (inout JSONWriter) throws -> Int {
        var last = 0
        return { writer in
            var count = 0
            try database.each(
                """
                SELECT \(TaskRecord.columns), task.seq FROM \(TaskRecord.tables) WHERE \(condition)
                ORDER BY task.seq LIMIT ?
                """,
                values(last) + [.int(Reply.sliceRows)]
            ) { row in
                TaskRecord.write(row, into: &writer)
                last = row.int(15)
                count += 1
            }
            return count
        }
    }

    /// Tasks that somebody could work on and that have stood longer than the setting `deepen_task_due_seconds` allows;
    /// what makes a task late is not documented, so without the setting none is.
    private static func listDelayed(_ call: Call) throws -> Reply {
        let allowed = call.tenant.settings.json["deepen_task_due_seconds"]?.int
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("delayed_tasks")
            writer.beginArray()
            if let allowed {
                let latest = call.now.advanced(bySeconds: -allowed).microseconds
                try call.database.each(
                    """
                    SELECT \(TaskRecord.columns) FROM \(TaskRecord.tables)
                    WHERE dataset.client_id = ? AND task.status IN ('ready', 'in_progress', 'rejected')
                        AND task.updated < ?
                    ORDER BY task.updated, task.seq
                    """,
                    .text(call.path("clientId")), .int(latest)
                ) { row in
                    let due = row.int(14) / 1000 + allowed * 1000
                    TaskRecord.write(row, into: &writer) { writer in
                        writer.field("due_time_millis", due)
                        writer.field("delay_millis", call.now.microseconds / 1000 - due)
                    }
                }
            }
            writer.endArray()
            writer.endObject()
        }
    }

    // MARK: - Steps

    private static func submit(_ call: Call) throws -> Reply {
        let task = try TaskState(call)
        guard ["ready", "in_progress", "rejected"].contains(task.status) else {
            throw Problem.illegal("submitted", task)
        }
        try task.move(to: "submitted", call)
        try call.database.execute(
            "UPDATE tools_tasks SET status = 'ready', updated = ? WHERE \(TaskState.siblings) = ? AND status = 'waiting'",
            [.int(call.now.microseconds)] + task.siblings(at: task.stageOrder + 1))
        return try finish(task, call)
    }

    private static func accept(_ call: Call) throws -> Reply {
        let task = try TaskState(call)
        guard task.status == "submitted" else { throw Problem.illegal("accepted", task) }
        guard try task.hasNextStage(in: call.database) else { throw Problem.lastStage("accept", task) }
        try task.move(to: "accepted", call)
        return try finish(task, call)
    }

    /// The task must be reworked, so whatever later stages have done with its item is void.
    private static func reject(_ call: Call) throws -> Reply {
        let task = try TaskState(call)
        guard task.status == "submitted" else { throw Problem.illegal("rejected", task) }
        guard try task.hasNextStage(in: call.database) else { throw Problem.lastStage("reject", task) }
        try task.move(to: "rejected", call)
        try call.database.execute(
            "UPDATE tools_tasks SET status = 'waiting', updated = ? WHERE \(TaskState.siblings) > ? AND status <> 'waiting'",
            [.int(call.now.microseconds)] + task.siblings(at: task.stageOrder))
        return try finish(task, call)
    }

    private static func finish(_ task: TaskState, _ call: Call) throws -> Reply {
        try Progress.refresh(task.dataset, isTakenUp: true, in: call.database)
        let reply = try call.database.first(
            "SELECT \(TaskRecord.columns) FROM \(TaskRecord.tables) WHERE task.seq = ?", .int(task.seq)
        ) { row in Reply.json { TaskRecord.write(row, into: &$0) } }
        guard let reply else { throw Problem.unknownTask(task.id) }
        return reply
    }

    /// Closes every open task: accepted where a later stage could accept, submitted in the last one.
    static func closeAll(of dataset: Int, _ call: Call) throws {
        try call.database.execute(
            """
            UPDATE tools_tasks SET updated = ?2, status = CASE
                WHEN stage_order < (SELECT json_array_length(pipeline_json) FROM tools_datasets WHERE seq = ?1) - 1
                THEN 'accepted' ELSE 'submitted' END
            WHERE dataset = ?1 AND status NOT IN ('submitted', 'accepted')
            """,
            .int(dataset), .int(call.now.microseconds))
    }
}

extension Problem {
    /// 404: no such task.
    static func unknownTask(_ id: String) -> Problem { .notFound("Task \(id)") }

    /// 400: a step that the life cycle does not have.
    fileprivate static func illegal(_ aim: String, _ task: TaskState) -> Problem {
        .badRequest("A task that is \(task.status) cannot be \(aim).")
    }

    fileprivate static func lastStage(_ step: String, _ task: TaskState) -> Problem {
        .badRequest("\(task.stage) is the last stage: no later one could \(step) its tasks.")
    }
}

/// A task as its steps see it.
private struct TaskState {
    /// Selects the tasks of one item by the values of ``siblings(at:)``; an operator and the stage's place follow.
    static let siblings: SQL =
        "dataset = ? AND label_set = ? AND file = ? AND label = ? AND attribute = ? AND stage_order"

    let seq: Int
    let id: String
    let dataset: Int
    let labelSet: String
    let file: String
    let label: String
    let attribute: String
    let stageOrder: Int
    let stage: String
    let status: String

    /// The task that the path names.
    init(_ call: Call) throws {
        let id = call.path("taskId")
        let found = try call.database.first(
            """
            SELECT seq, id, dataset, label_set, file, label, attribute, stage_order, stage, status FROM tools_tasks
            WHERE id = ?
            """,
            .text(id)
        ) { TaskState($0) }
        guard let found else { throw Problem.unknownTask(id) }
        self = found
    }

    private init(_ row: borrowing Row) {
        seq = row.int(0)
        id = row.text(1)
        dataset = row.int(2)
        labelSet = row.text(3)
        file = row.text(4)
        label = row.text(5)
        attribute = row.text(6)
        stageOrder = row.int(7)
        stage = row.text(8)
        status = row.text(9)
    }

    func siblings(at order: Int) -> [SQLValue] {
        [.int(dataset), .text(labelSet), .text(file), .text(label), .text(attribute), .int(order)]
    }

    func hasNextStage(in database: Database) throws -> Bool {
        try database.first("SELECT 1 FROM tools_tasks WHERE \(Self.siblings) > ?", siblings(at: stageOrder)) { _ in
            true
        } ?? false
    }

    func move(to status: String, _ call: Call) throws {
        try call.database.execute(
            "UPDATE tools_tasks SET status = ?, updated = ? WHERE seq = ?", .text(status),
            .int(call.now.microseconds), .int(seq))
    }
}
