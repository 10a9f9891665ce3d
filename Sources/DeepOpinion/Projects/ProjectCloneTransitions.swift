// How copies of projects are made: CLONING, then CREATED or FAILED.

import Emulator
import JSON
import Store

/// Copies a project: first everything but documents, then the documents, fifty at a time.
enum ProjectCloneTransitions {
    static let transitions = [cloning, copying]

    static let cloning = Transition(timed: "deepopinion.project.clone", body: begin(_:))
    private static let copying = Transition("deepopinion.project.copy", body: copyDocuments(_:))

    private static let slice = 50

    private static func begin(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let work = try ProjectCopier(context) else { return .done }
        let name =
            try context.database.scalarText("SELECT name FROM studio_projects WHERE id = ?", .int(work.copy)) ?? ""
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "cloneProject", id: context.subject.text, sources: [name],
                tag: name))
        switch outcome?.state {
        case .stuck: return .done
        case .failed:
            try end(work, status: "FAILED", reason: outcome?.error, context)
            return .done
        default: break
        }
        let archives = try work.archives()
        return .later({ try archives.map { ($0.model, try $0.pending.stage($0.payload)) } }) { prepared in
            guard let work = try ProjectCopier(context) else { return }
            var contents: [Int: String] = [:]
            for (model, archive) in prepared { contents[model] = try context.tenant.files.keep(archive) }
            try work.copyRecords(contents: contents)
            try context.tenant.schedule.add(
                copying, subject: context.subject, at: context.now,
                payload: ["source": .int(work.source), "ordinal": 0])
        }
    }

    private static func copyDocuments(_ context: TransitionContext) throws -> TransitionContext.Result {
        .again {
            guard let work = try ProjectCopier(context) else { return .done }
            guard let ordinal = try work.copyDocuments(from: context.payload["ordinal"]?.int ?? 0, limit: slice) else {
                try end(work, status: "CREATED", reason: nil, context)
                return .done
            }
            try context.tenant.schedule.add(
                copying, subject: context.subject, at: context.now,
                payload: ["source": .int(work.source), "ordinal": .int(ordinal)])
            return .done
        }
    }

    private static func end(_ work: ProjectCopier, status: String, reason: String?, _ context: TransitionContext) throws
    {
        try context.database.execute("DELETE FROM studio_copies WHERE project = ?", .int(work.copy))
        try context.database.execute(
            "UPDATE studio_projects SET status = ? WHERE id = ?", .text(status), .int(work.copy))
        let project = try context.database.first(
            "SELECT name, created_by FROM studio_projects WHERE id = ?", .int(work.copy)
        ) { (name: $0.text(0), user: $0.optionalInt(1)) }
        guard let project else { return }
        let hasFailed = status == "FAILED"
        try Notifier.add(
            hasFailed ? .warning : .info, to: project.user,
            title: hasFailed ? "Project copy has failed" : "Project copy is ready",
            text:
                "\(project.name): \(hasFailed ? reason ?? "The project could not be copied." : "Everything was copied.")",
            at: context.now, context.database)
    }
}
