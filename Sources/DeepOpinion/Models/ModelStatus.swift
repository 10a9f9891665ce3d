// Setting the status of a model by hand.

import Emulator
import Store

/// Changes of a model's status.
enum ModelStatus {
    /// Sets a status. Work under way is dropped: what has been set stays until somebody sets it again, or trains a model
    /// that is CREATED. Everybody can use a published model.
    ///
    /// - Throws: ``Problem`` 409 for a status that does not follow the old one, if the setting is strict.
    static func change(_ model: ModelRecord, to status: String, _ call: Call) throws {
        if call.tenant.settings.keepsOrderOfStatuses { try requireOrder(from: model.status, to: status) }
        try call.tenant.schedule.cancel(subject: ModelTransitions.subject(model.id))
        let isUnderWay = status == "QUEUED" || status == "TRAINING"
        try call.database.execute(
            """
            UPDATE studio_models SET status = ?1, is_public = max(?1 = 'PUBLISHED', is_shipped), started = NULL,
                finish_due = NULL, finished = ?2 WHERE id = ?3
            """, .text(status), .optional(isUnderWay ? nil : call.now.microseconds), .int(model.id))
    }

    /// A model goes from READY to ACTIVE to PUBLISHED and never back.
    private static func requireOrder(from old: String, to status: String) throws {
        let order = ["READY", "ACTIVE", "PUBLISHED"]
        guard let from = order.firstIndex(of: old), let to = order.firstIndex(of: status), from < to else {
            throw Problem.conflict("The status cannot change from \(old) to \(status).", field: "status")
        }
    }

    /// The model of a project with this name that has been set to CREATED, so that it can be trained once more.
    static func trainable(_ name: String, project: Int, _ database: Database) throws -> Int? {
        try database.scalarInt(
            """
            SELECT id FROM studio_models WHERE project = ? AND name = ? AND status = 'CREATED' AND finished IS NOT NULL
            """, .int(project), .text(name))
    }
}
