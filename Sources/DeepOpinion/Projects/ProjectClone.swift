// Copying a project with everything that belongs to it, in slices.

import Emulator
import JSON
import Store
import System

/// Clones: first the small things, then the documents with what hangs on them, a hundred at a time.
enum ProjectClone {
    static let transitions: [String: Transition] = [
        "deepopinion.project.clone": begin,
        "deepopinion.project.copy": copyDocuments,
    ]

    private static let slice = 50

    /// Answers with the copy in the state CLONING.
    static func clone(_ call: Call) throws -> Reply {
        let source = call.integer("project_id")
        let workspace = try ProjectTransfer.target(call)
        let project = try call.database.first(
            "SELECT name, type, status FROM studio_projects WHERE id = ?", .int(source)
        ) { (name: $0.text(0), type: $0.text(1), status: $0.text(2)) }
        guard let project else { throw Problem.unknownProject }
        guard project.status == "CREATED" else { throw Problem.conflict("The project is not complete yet.") }
        let name = try freeName(project.name, in: workspace, call.database)
        let copy = try Projects.insert(
            name: name, type: project.type, status: "CLONING", workspace: workspace, call)
        try call.tenant.schedule.add(
            "deepopinion.project.clone", subject: String(copy),
            at: call.now.advanced(byMilliseconds: call.tenant.timings["deepopinion.project.clone"]),
            payload: ["source": .int(source)])
        return try Projects.reply(copy, call, status: 200)
    }

    private static func freeName(_ name: String, in workspace: Int, _ database: Database) throws -> String {
        var candidate = name
        var number = 0
        while try database.exists(
            "SELECT 1 FROM studio_projects WHERE workspace = ? AND name = ? AND status <> 'DELETED'", .int(workspace),
            .text(candidate))
        {
            number += 1
            candidate = number == 1 ? "\(name) (copy)" : "\(name) (copy \(number))"
        }
        return candidate
    }

    // MARK: - Transitions

    private static func begin(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let work = try ProjectCopier(context) else { return .done }
        let name =
            try context.database.scalarText("SELECT name FROM studio_projects WHERE id = ?", .int(work.copy)) ?? ""
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "cloneProject", id: context.subject, sources: [name], tag: name))
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
            try work.copySmallThings(contents: contents)
            try context.tenant.schedule.add(
                "deepopinion.project.copy", subject: context.subject, at: context.now,
                payload: ["source": .int(work.source), "ordinal": 0])
        }
    }

    private static func copyDocuments(_ context: TransitionContext) throws -> TransitionContext.Result {
        // The empty piece of pool work lets the loop serve others between two slices.
        .later({}) {
            guard let work = try ProjectCopier(context) else { return }
            guard let ordinal = try work.copyDocuments(from: context.payload["ordinal"]?.int ?? 0, limit: slice) else {
                return try end(work, status: "CREATED", reason: nil, context)
            }
            try context.tenant.schedule.add(
                "deepopinion.project.copy", subject: context.subject, at: context.now,
                payload: ["source": .int(work.source), "ordinal": .int(ordinal)])
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
