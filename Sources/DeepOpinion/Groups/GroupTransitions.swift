// How document groups move: PROCESSING, then CREATED or FAILED.

import Emulator
import JSON
import Store

/// The state machine of document groups (specification, "State machines").
enum GroupTransitions {
    static let transitions = [processing, finishing]

    static let processing = Transition(timed: "deepopinion.group.process", body: process(_:))
    static let finishing = Transition("deepopinion.group.finish", body: finish(_:))

    /// Starts the import of the records.
    private static func process(_ context: TransitionContext) throws -> TransitionContext.Result {
        let group = try context.database.first(
            "SELECT id, name, created_by FROM studio_groups WHERE id = ? AND status = 'PROCESSING'",
            .int(context.subject.number ?? 0)
        ) { (id: $0.int(0), name: $0.text(1), user: $0.optionalInt(2)) }
        guard let group else { return .done }
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "createGroup", id: context.subject.text, sources: [group.name],
                tag: group.name))
        switch outcome?.state {
        case .stuck: break
        case .failed:
            try Imports.cancel(intoGroup: group.id, in: context.tenant)
            try fail(group.id, outcome?.error ?? "Its documents could not be read.", context)
        default:
            let number = try context.database.scalarInt(
                "SELECT id FROM studio_imports WHERE group_id = ?", .int(group.id))
            if let number {
                try context.tenant.schedule.add(Imports.stepping, subject: .number(number), at: context.now)
            }
        }
        return .done
    }

    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let id = context.subject.number else { return .done }
        guard context.payload["taken"]?.int ?? 0 > 0 else {
            try fail(id, "No record has a text.", context)
            return .done
        }
        try context.database.execute(
            "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'", .int(id))
        guard context.database.changes > 0 else { return .done }
        try tell(.info, id, title: "Document group is ready", text: "All documents were added.", context)
        return .done
    }

    private static func fail(_ id: Int, _ reason: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE studio_groups SET status = 'FAILED' WHERE id = ? AND status = 'PROCESSING'", .int(id))
        guard context.database.changes > 0 else { return }
        try tell(.warning, id, title: "Document group has failed", text: reason, context)
    }

    private static func tell(
        _ kind: Notifier.Kind, _ id: Int, title: String, text: String, _ context: TransitionContext
    ) throws {
        let group = try context.database.first(
            "SELECT name, created_by FROM studio_groups WHERE id = ?", .int(id)
        ) { (name: $0.text(0), user: $0.optionalInt(1)) }
        guard let group else { return }
        try Notifier.add(
            kind, to: group.user, title: title, text: "\(group.name): \(text)", at: context.now, context.database)
    }
}
