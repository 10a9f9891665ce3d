// How document groups move: PROCESSING, then CREATED or FAILED.

import Emulator
import JSON
import Store

/// The lifecycle of document groups (specification, "State machines").
enum GroupTransitions {
    static let lifecycle = RecordLifecycle<ProcessedGroup>(
        table: RecordTable("studio_groups", key: "id", state: "status", while: "status = 'PROCESSING'"),
        begin: RecordPassage("deepopinion.group.process"),
        completed: RecordEnd("CREATED"),
        failed: RecordEnd("FAILED"),
        failure: "The documents could not be read.",
        parts: [finishing],
        onEnd: notify,
        work: { group, context in
            try Imports.start(intoGroup: group.key, at: context.now, in: context.tenant)
            return .done
        })

    /// Follows the import.
    static let finishing: Transition = Transition("deepopinion.group.finish") { context in
        try lifecycle.proceed(context) { group in
            guard context.payload["taken"]?.int ?? 0 > 0 else { throw RecordFailure("No record has a text.") }
            try lifecycle.complete(group, context)
            return .done
        }
    }

    private static func notify(
        _ group: ProcessedGroup, _ failure: RecordFailure?, _ context: TransitionContext
    ) throws {
        if failure != nil { try Imports.cancel(intoGroup: group.key, in: context.tenant) }
        try Notifier.add(
            failure == nil ? .info : .warning, to: group.user,
            title: failure == nil ? "Document group is ready" : "Document group failed",
            text: "\(group.name): \(failure?.text ?? "All documents have been added.")", at: context.now,
            context.database)
    }
}
