// The imported nodes of a tenant: rows with higher ids than those of the shipped graph.

import Emulator
import Store

/// Queries on the imported nodes of a tenant.
struct GraphOverlay {
    /// The lowest id of an imported node.
    static let firstID = 1_000_001

    private static let columns: SQL = "id, type, custom_id, name, description, degree"

    let database: Database

    /// A node and the number of its links.
    typealias Ranked = (node: GraphNode, degree: Int)

    /// The number of imported nodes, of one kind or of all.
    func count(_ kind: GraphNode.Kind? = nil) throws -> Int {
        let name = kind.map { "deepva_graph_nodes:\($0.rawValue)" } ?? "deepva_graph_nodes"
        return try database.scalarInt("SELECT value FROM counters WHERE name = ?", .text(name)) ?? 0
    }

    /// The node with this id, if there is one.
    func node(_ id: Int) throws -> GraphNode? {
        guard id >= Self.firstID else { return nil }
        return try database.first("SELECT \(Self.columns) FROM deepva_graph_nodes WHERE id = ?", .int(id)) {
            Self.read($0).node
        }
    }

    /// The attributes of a node in order, all or one page.
    func attributes(_ id: Int, limit: Int = .max, offset: Int = 0) throws -> [BaseGraph.Attribute] {
        try database.all(
            "SELECT name, value, target FROM deepva_graph_attributes WHERE node = ? ORDER BY position LIMIT ? OFFSET ?",
            .int(id), .int(limit), .int(offset)
        ) { row in
            BaseGraph.Attribute(
                name: GraphAttribute(rawValue: row.text(0)) ?? .description, value: row.text(1), target: row.int(2))
        }
    }

    // MARK: - Lists

    /// The number of nodes that match a filter.
    func count(_ filter: BaseGraph.Filter) throws -> Int {
        if filter.search == nil, filter.attributes.isEmpty { return try count(filter.kind) }
        guard try count(filter.kind) > 0 else { return 0 }
        let (condition, values) = Self.condition(filter)
        return try database.all("SELECT count(*) FROM deepva_graph_nodes\(condition)", values) { $0.int(0) }.first ?? 0
    }

    /// The nodes that match a filter, those with the most links first.
    func nodes(_ filter: BaseGraph.Filter, limit: Int, offset: Int) throws -> [Ranked] {
        let (condition, values) = Self.condition(filter)
        return try database.all(
            Self.list(condition), values + [.int(limit), .int(offset)]
        ) { Self.read($0) }
    }

    static func list(_ condition: SQL) -> SQL {
        "SELECT \(columns) FROM deepva_graph_nodes\(condition) ORDER BY degree DESC, id LIMIT ? OFFSET ?"
    }

    static func condition(_ filter: BaseGraph.Filter) -> (SQL, [SQLValue]) {
        var conditions: [SQL] = []
        var values: [SQLValue] = []
        if let kind = filter.kind {
            conditions.append("type = ?")
            values.append(.text(kind.rawValue))
        }
        for (name, folded) in filter.attributes {
            conditions.append("id IN (SELECT node FROM deepva_graph_attributes WHERE name = ? AND folded = ?)")
            values += [.text(name.rawValue), .text(folded)]
        }
        if let search = filter.search {
            conditions.append("instr(search_text, ?) > 0")
            values.append(.text(search))
        }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), values)
    }

    // MARK: - Neighbours

    /// The nodes that have a link of this name to a node of this folded name.
    func having(_ name: GraphAttribute, _ folded: String) throws -> [Int] {
        try database.all(
            "SELECT DISTINCT node FROM deepva_graph_attributes WHERE name = ? AND folded = ?", .text(name.rawValue),
            .text(folded)
        ) { $0.int(0) }
    }

    /// The nodes that link to a node, with the number of links.
    func linking(to id: Int) throws -> [(id: Int, links: Int)] {
        try database.all(
            "SELECT node, count(*) FROM deepva_graph_attributes WHERE target = ? GROUP BY node", .int(id)
        ) { ($0.int(0), $0.int(1)) }
    }

    // MARK: - Values

    /// Values of an attribute with a word that starts with a folded text, and how many nodes have each.
    func values(of name: GraphAttribute, withWord folded: String) throws -> [(text: String, count: Int)] {
        let word = Array(folded.utf8)
        return try database.all(
            """
            SELECT min(value), folded, count(DISTINCT node) FROM deepva_graph_attributes
            WHERE name = ? AND instr(folded, ?) > 0 GROUP BY folded
            """,
            .text(name.rawValue), .text(folded)
        ) { (text: $0.text(0), folded: $0.text(1), count: $0.int(2)) }
        .filter { BaseGraph.hasWord(Array($0.folded.utf8), word) }
        .map { ($0.text, $0.count) }
    }

    private static func read(_ row: borrowing Row) -> Ranked {
        let kind = GraphNode.Kind(rawValue: row.text(1)) ?? .node
        let node = GraphNode(
            id: row.int(0), kind: kind, customID: row.optionalText(2) ?? "\(kind.rawValue)-\(row.int(0))",
            name: row.text(3), description: row.optionalText(4))
        return (node, row.int(5))
    }
}
