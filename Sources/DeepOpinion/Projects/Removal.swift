// Deleting large records in slices, so that other requests are served in between.

import Emulator
import Store

/// Removals. A record is marked or hidden first, then emptied, then deleted.
enum Removal {
    static let transitions = [step]

    /// What can be removed.
    enum Kind: String {
        case project, group, session, analysis, model
    }

    /// Starts to delete a record that has already been marked or hidden.
    static func start(_ kind: Kind, _ id: Int, at now: Instant, in tenant: Tenant) throws {
        try tenant.schedule.add(step, subject: .record(kind.rawValue, id), at: now)
    }

    private static let step: Transition = Transition("deepopinion.removal.step") { context in
        guard let kind = context.subject.kind.flatMap(Kind.init), let id = context.subject.number else { return .done }
        return .again {
            guard try !deleteSlice(kind, id, in: context.tenant) else { return .done }
            try context.tenant.schedule.add(step, subject: context.subject, at: context.now)
            return .done
        }
    }

    /// Deletes a record while the client waits, for records without a status that shows their deletion.
    static func reply(_ kind: Kind, _ id: Int, _ call: Call) -> Reply {
        .slices { try deleteSlice(kind, id, in: call.tenant) ? .done(.empty(204)) : .again }
    }

    /// Deletes the next few hundred rows.
    ///
    /// - Returns: whether everything is deleted.
    private static func deleteSlice(_ kind: Kind, _ id: Int, in tenant: Tenant) throws -> Bool {
        for statement in pieces(of: kind) {
            try tenant.database.execute(statement, .int(id))
            guard tenant.database.changes == 0 else { return false }
        }
        try removeContents(of: kind, id, in: tenant)
        try tenant.database.execute(last(kind), .int(id))
        return true
    }

    /// Removes uploaded files and models, which are stored outside of the tables.
    private static func removeContents(of kind: Kind, _ id: Int, in tenant: Tenant) throws {
        let queries: [SQL] =
            switch kind {
            case .project:
                [
                    "SELECT content FROM studio_files WHERE project = ?",
                    "SELECT content FROM studio_models WHERE project = ? AND content IS NOT NULL",
                ]
            case .model: ["SELECT content FROM studio_models WHERE id = ? AND content IS NOT NULL"]
            case .group, .session, .analysis: []
            }
        for query in queries {
            for key in try tenant.database.all(query, .int(id), read: { $0.text(0) }) {
                try tenant.files.remove(key)
            }
        }
    }
}
