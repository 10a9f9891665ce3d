// The steps of a task's life cycle: submit, accept, reject, and closing all tasks of a dataset.

import Emulator
import Store

/// Steps of tasks (specification, "Task life cycle").
enum TaskTransitions {
    static let handlers: [String: Handler] = [
        "submitTask": submit,
        "acceptTask": accept,
        "rejectTask": reject,
    ]

    /// The same item becomes ready in the next stage.
    private static func submit(_ call: Call) throws -> Reply {
        let task = try task(call)
        guard ["ready", "in_progress", "rejected"].contains(task.status) else {
            throw Problem.illegal("submitted", task)
        }
        try move(task, to: "submitted", call)
        try call.database.execute(
            "UPDATE tools_tasks SET status = 'ready', updated = ? WHERE \(sameItem) = ? AND status = 'waiting'",
            [.int(call.now.microseconds)] + item(of: task, stageOrder: task.stageOrder + 1))
        return try finish(task, call)
    }

    private static func accept(_ call: Call) throws -> Reply {
        let task = try task(call)
        guard task.status == "submitted" else { throw Problem.illegal("accepted", task) }
        guard try hasNextStage(task, in: call.database) else { throw Problem.lastStage("accept", task) }
        try move(task, to: "accepted", call)
        return try finish(task, call)
    }

    /// The task must be done again, so the later stages of its item wait again, too.
    private static func reject(_ call: Call) throws -> Reply {
        let task = try task(call)
        guard task.status == "submitted" else { throw Problem.illegal("rejected", task) }
        guard try hasNextStage(task, in: call.database) else { throw Problem.lastStage("reject", task) }
        try move(task, to: "rejected", call)
        try call.database.execute(
            "UPDATE tools_tasks SET status = 'waiting', updated = ? WHERE \(sameItem) > ? AND status <> 'waiting'",
            [.int(call.now.microseconds)] + item(of: task, stageOrder: task.stageOrder))
        return try finish(task, call)
    }

    private static func task(_ call: Call) throws -> TaskRecord {
        try TaskRecord.find(call.path("taskId"), in: call.database)
    }

    private static func finish(_ task: TaskRecord, _ call: Call) throws -> Reply {
        try Progress.refresh(task.dataset, hasStarted: true, in: call.database)
        let moved = try TaskRecord.find(task.id, in: call.database)
        return .json { moved.write(into: &$0) }
    }

    private static func move(_ task: TaskRecord, to status: String, _ call: Call) throws {
        try call.database.execute(
            "UPDATE tools_tasks SET status = ?, updated = ? WHERE seq = ?", .text(status),
            .int(call.now.microseconds), .int(task.seq))
    }

    /// Closes every open task: accepted where a later stage could accept it, submitted in the last stage.
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

    // MARK: - Stages of one item

    /// Selects the tasks of one item with the values of ``item(of:stageOrder:)``; an operator and the stage's place in
    /// the order follow.
    private static let sameItem: SQL =
        "dataset = ? AND label_set = ? AND file = ? AND label = ? AND attribute = ? AND stage_order"

    private static func item(of task: TaskRecord, stageOrder: Int) -> [SQLValue] {
        [
            .int(task.dataset), .text(task.labelSet), .text(task.file), .text(task.label), .text(task.attribute),
            .int(stageOrder),
        ]
    }

    private static func hasNextStage(_ task: TaskRecord, in database: Database) throws -> Bool {
        try database.first(
            "SELECT 1 FROM tools_tasks WHERE \(sameItem) > ?", item(of: task, stageOrder: task.stageOrder)
        ) { _ in true } ?? false
    }
}

extension Problem {
    /// 400: a step that the life cycle does not have.
    fileprivate static func illegal(_ aim: String, _ task: TaskRecord) -> Problem {
        .badRequest("A task that is \(task.status) cannot be \(aim).")
    }

    /// 400: the next stage accepts and rejects, and there is none.
    fileprivate static func lastStage(_ step: String, _ task: TaskRecord) -> Problem {
        .badRequest("\(task.stage) is the last stage, so no later stage can \(step) its tasks.")
    }
}
