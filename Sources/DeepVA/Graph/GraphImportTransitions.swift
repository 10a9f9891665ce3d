// The states of imports into the knowledge graph: waiting, processing part by part, then completed or failed.

import Emulator
import JSON
import Store

/// The lifecycle of imports (specification, sections 1.4 and 7).
enum GraphImportTransitions {
    static let lifecycle: RecordLifecycle<GraphImportInput> = RecordLifecycle(
        table: RecordTable("deepva_graph_imports", ended: "completed"),
        begin: RecordPassage("deepva.graph.import", to: "processing"),
        completed: RecordEnd("completed"),
        failed: RecordEnd("failed"),
        failure: "The import has failed.",
        parts: [take]
    ) { _, context in
        let wait = context.outcome?.afterMilliseconds ?? 0
        try context.tenant.schedule.add(
            take, subject: context.subject, at: context.now.advanced(byMilliseconds: wait))
        return .done
    }

    private static let take: Transition = Transition("deepva.graph.take") { context in
        try lifecycle.proceed(context) { try takeNextPart(of: $0, context) }
    }

    /// Adds one part to the graph. The next follows at the same instant.
    private static func takeNextPart(
        of order: GraphImportInput, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let part = try context.database.first(
            "SELECT position, json FROM deepva_graph_import_parts WHERE import = ? ORDER BY position LIMIT 1",
            .int(order.key)
        ) { (position: $0.int(0), json: $0.text(1)) }
        guard let part else {
            try lifecycle.complete(order, context)
            return .done
        }
        let findsNames = order.findsNames
        let json = part.json
        return .later(
            { () -> (BaseGraph, [BroadcastEntry]) in
                let entries = try JSON(parsing: json).array ?? []
                return (BaseGraph.shared, entries.compactMap { BroadcastEntry($0, findsNames: findsNames) })
            },
            then: { base, entries in
                let importer = GraphImporter(database: context.database, base: base)
                for entry in entries { try importer.add(entry) }
                try context.database.execute(
                    "DELETE FROM deepva_graph_import_parts WHERE import = ? AND position = ?", .int(order.key),
                    .int(part.position))
                try context.tenant.schedule.add(take, subject: context.subject, at: context.now)
            })
    }
}
