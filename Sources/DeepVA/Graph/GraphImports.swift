// Imports into the knowledge graph: broadcasts, with the people in them.

import Emulator
import JSON
import Store

/// Imports (specification, section 7). An import waits, then takes in its entries some at a time.
enum GraphImports {
    static let handlers: [String: Handler] = [
        "createGraphImport": create,
        "getGraphImport": get,
    ]

    static let transitions: [String: Transition] = [
        "deepva.graph.import": start,
        "deepva.graph.take": take,
    ]

    private static let format = "broadcast"
    /// The most nodes that a tenant may import.
    private static let mostNodes = 200_000
    /// Nodes that one step takes in, about.
    private static let nodesPerPart = 50

    // MARK: - Requests

    private static func create(_ call: Call) throws -> Reply {
        let broadcasts = call.body["broadcasts"]?.array ?? []
        guard try GraphOverlay(database: call.database).count() + broadcasts.count <= mostNodes else {
            throw Problem.badRequest(
                "broadcasts: a graph takes at most \(mostNodes) imported nodes.", field: "broadcasts")
        }
        return .later({ try parts(of: broadcasts) }) { parts in
            let id = call.tenant.identifiers.uuid()
            try call.database.execute(
                "INSERT INTO deepva_graph_imports(id, format, apply_ner, state, created) VALUES (?, ?, ?, 'waiting', ?)",
                .text(id), .text(format), .bool(call.body["apply_ner"]?.bool ?? false), .int(call.now.microseconds))
            let seq = call.database.lastInsertedRow
            for (position, part) in parts.enumerated() {
                try call.database.execute(
                    "INSERT INTO deepva_graph_import_parts(import, position, json) VALUES (?, ?, ?)", .int(seq),
                    .int(position), .text(part))
            }
            try call.tenant.schedule.add(
                "deepva.graph.import", subject: id,
                at: call.now.advanced(byMilliseconds: call.tenant.timings["deepva.graph.import"]))
            return try reply(call, id: id, status: 201)
        }
    }

    /// The entries as JSON arrays of about equal weight.
    private static func parts(of broadcasts: [JSON]) throws -> [String] {
        var parts: [String] = []
        var part: [JSON] = []
        var weight = 0
        for (place, broadcast) in broadcasts.enumerated() {
            guard CalendarDay(iso: broadcast["date"]?.string ?? "") != nil else {
                let field = "broadcasts.\(place).date"
                throw Problem.badRequest("\(field): expected a day as YYYY-MM-DD.", field: field)
            }
            part.append(broadcast)
            weight += 1 + (broadcast["people"]?.array?.count ?? 0)
            if weight >= nodesPerPart {
                parts.append(JSON.array(part).description)
                (part, weight) = ([], 0)
            }
        }
        return part.isEmpty ? parts : parts + [JSON.array(part).description]
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, id: call.path("import_id"), status: 200)
    }

    /// The format in the path is `broadcast`, or there is no such thing.
    @Sendable static func checkFormat(_ call: Call) throws {
        guard call.path("format") == format else { throw Problem.notFound("The import format") }
    }

    private static func reply(_ call: Call, id: String, status: Int) throws -> Reply {
        let reply = try call.database.first(
            "SELECT created, completed, state FROM deepva_graph_imports WHERE id = ?", .text(id)
        ) { row in
            Reply.json(status: status) { writer in
                writer.beginObject()
                writer.field("id", id)
                writer.key("time_created")
                writer.instant(Instant(microseconds: row.int(0)), .zoned)
                writer.key("time_completed")
                if let completed = row.optionalInt(1) {
                    writer.instant(Instant(microseconds: completed), .zoned)
                } else {
                    writer.null()
                }
                writer.field("state", row.text(2))
                writer.endObject()
            }
        }
        guard let reply else { throw Problem.unknownImport }
        return reply
    }

    // MARK: - Transitions

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepVA.id, operation: "createGraphImport", id: context.subject, sources: [], tag: ""))
        switch outcome?.state {
        case .failed:
            try end("failed", context)
        case .stuck:
            try set("processing", context)
        default:
            try set("processing", context)
            try context.tenant.schedule.add(
                "deepva.graph.take", subject: context.subject,
                at: context.now.advanced(byMilliseconds: outcome?.afterMilliseconds ?? 0))
        }
        return .done
    }

    /// Takes in one part; the next follows at the same instant.
    private static func take(_ context: TransitionContext) throws -> TransitionContext.Result {
        let row = try context.database.first(
            "SELECT seq, apply_ner FROM deepva_graph_imports WHERE id = ?", .text(context.subject)
        ) { (seq: $0.int(0), findsNames: $0.bool(1)) }
        guard let row else { return .done }
        let part = try context.database.first(
            "SELECT position, json FROM deepva_graph_import_parts WHERE import = ? ORDER BY position LIMIT 1",
            .int(row.seq)
        ) { (position: $0.int(0), json: $0.text(1)) }
        guard let part else {
            try end("completed", context)
            return .done
        }
        let findsNames = row.findsNames
        let json = part.json
        return .later(
            { () -> (BaseGraph, [BroadcastEntry]) in
                let entries = try JSON(parsing: json).array ?? []
                return (BaseGraph.shared, entries.compactMap { BroadcastEntry($0, findsNames: findsNames) })
            },
            then: { base, entries in
                let taker = GraphImporter(database: context.database, base: base)
                for entry in entries { try taker.take(entry) }
                try context.database.execute(
                    "DELETE FROM deepva_graph_import_parts WHERE import = ? AND position = ?", .int(row.seq),
                    .int(part.position))
                try context.tenant.schedule.add("deepva.graph.take", subject: context.subject, at: context.now)
            })
    }

    private static func set(_ state: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE deepva_graph_imports SET state = ? WHERE id = ?", .text(state), .text(context.subject))
    }

    private static func end(_ state: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE deepva_graph_imports SET state = ?, completed = ? WHERE id = ?", .text(state),
            .int(context.now.microseconds), .text(context.subject))
    }
}
