// Copying the HITLs of a project, with their tasks and reviews.

import Store

extension ProjectCopier {
    /// Copies the HITLs.
    func copyHitls() throws {
        let hitls = try RowCopy("studio_hitls", changing: ["project", "model"], database)
        for (id, model) in try database.all(
            "SELECT id, model FROM studio_hitls WHERE project = ? ORDER BY id", .int(source),
            read: { ($0.int(0), $0.optionalInt(1)) })
        {
            try remember(
                "hitls", id, hitls.copy(id, ["project": .int(key), "model": .optional(copied("models", model))]))
        }
        let tasks = try RowCopy("studio_tasks", changing: ["project"], database)
        for id in try database.all(
            "SELECT id FROM studio_tasks WHERE project = ? ORDER BY id", .int(source), read: { $0.int(0) })
        {
            try remember("tasks", id, tasks.copy(id, ["project": .int(key)]))
        }
        let reviews = try RowCopy("studio_hitl_reviews", changing: ["hitl", "task"], database)
        for (id, hitl, task) in try database.all(
            """
            SELECT r.id, r.hitl, r.task FROM studio_hitl_reviews r JOIN studio_hitls h ON h.id = r.hitl
            WHERE h.project = ? ORDER BY r.id
            """, .int(source), read: { ($0.int(0), $0.int(1), $0.int(2)) })
        {
            guard let hitl = try copied("hitls", hitl), let task = try copied("tasks", task) else { continue }
            _ = try reviews.copy(id, ["hitl": .int(hitl), "task": .int(task)])
        }
    }
}
