// How copies of projects are made: CLONING, then CREATED or FAILED.

import Emulator
import JSON
import Store

/// The lifecycle of copies: first everything but documents, then the documents, fifty at a time.
enum ProjectCloneTransitions {
    static let lifecycle = RecordLifecycle<ProjectCopier>(
        table: RecordTable("studio_projects", key: "id", state: "status", while: "status = 'CLONING'"),
        begin: RecordPassage("deepopinion.project.clone"),
        completed: RecordEnd("CREATED"),
        failed: RecordEnd("FAILED"),
        failure: "The project could not be copied.",
        parts: [copying],
        onEnd: notify,
        work: copyRecords)

    private static let copying: Transition = Transition("deepopinion.project.copy") { context in
        try lifecycle.proceed(context) { copier in .again { try copyDocuments(copier, context) } }
    }

    private static let slice = 50

    private static func copyRecords(
        _ copier: ProjectCopier, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let files = try copier.modelFiles()
        return .later({ try files.map { ($0.model, try $0.pending.stage($0.payload)) } }) {
            (staged: [(Int, FileStore.StagedFile)]) -> Void in
            var contents: [Int: String] = [:]
            for (model, file) in staged { contents[model] = try context.tenant.files.keep(file) }
            try copier.copyRecords(contents: contents)
            try plan(copier, from: 0, context)
        }
    }

    private static func copyDocuments(
        _ copier: ProjectCopier, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let start = context.payload["ordinal"]?.int ?? 0
        guard let next = try copier.copyDocuments(from: start, limit: slice) else {
            try lifecycle.complete(copier, context)
            return .done
        }
        try plan(copier, from: next, context)
        return .done
    }

    private static func plan(_ copier: ProjectCopier, from ordinal: Int, _ context: TransitionContext) throws {
        try context.tenant.schedule.add(
            copying, subject: context.subject, at: context.now,
            payload: ["source": .int(copier.source), "ordinal": .int(ordinal)])
    }

    private static func notify(
        _ copier: ProjectCopier, _ failure: RecordFailure?, _ context: TransitionContext
    ) throws {
        try context.database.execute("DELETE FROM studio_copies WHERE project = ?", .int(copier.key))
        try Notifier.add(
            failure == nil ? .info : .warning, to: copier.user,
            title: failure == nil ? "Project copy is ready" : "Project copy failed",
            text: "\(copier.name): \(failure?.text ?? "Everything has been copied.")", at: context.now,
            context.database)
    }
}
