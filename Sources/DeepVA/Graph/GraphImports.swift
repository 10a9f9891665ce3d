// Imports into the knowledge graph: broadcasts and the people in them.

import Emulator
import JSON
import Store

/// Imports (specification, section 7). ``GraphImportTransitions`` adds them to the graph.
enum GraphImports {
    static let handlers: [String: Handler] = [
        "createGraphImport": create,
        "getGraphImport": get,
    ]

    private static let format = "broadcast"
    /// The maximum number of imported nodes of a tenant.
    private static let mostNodes = 200_000
    /// How many nodes one part adds, about.
    private static let nodesPerPart = 50

    // MARK: - Requests

    private static func create(_ call: Call) throws -> Reply {
        let broadcasts = call.body["broadcasts"]?.array ?? []
        guard try GraphOverlay(database: call.database).count() + broadcasts.count <= mostNodes else {
            throw Problem.badRequest(
                "broadcasts: the graph must not have more than \(mostNodes) imported nodes.", field: "broadcasts")
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
            try GraphImportTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
            return try reply(call, id: id, status: 201)
        }
    }

    /// The entries as JSON arrays of about equal size.
    private static func parts(of broadcasts: [JSON]) throws -> [String] {
        var parts: [String] = []
        var part: [JSON] = []
        var weight = 0
        for (place, broadcast) in broadcasts.enumerated() {
            guard CalendarDay(iso: broadcast["date"]?.string ?? "") != nil else {
                let field = "broadcasts.\(place).date"
                throw Problem.badRequest("\(field): must be a date in the format YYYY-MM-DD.", field: field)
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

    /// 404 for every format but `broadcast`.
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
                writer.zonedTime("time_created", row.int(0))
                writer.zonedTime("time_completed", row.optionalInt(1))
                writer.field("state", row.text(2))
                writer.endObject()
            }
        }
        guard let reply else { throw Problem.unknownImport }
        return reply
    }
}
