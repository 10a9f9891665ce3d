// Adds broadcasts to a tenant's knowledge graph.

import Store

/// Creates nodes and links. A broadcast with a known id replaces the earlier one and keeps the links to it.
struct GraphImporter {
    /// The position of the first link among the attributes of a node. There are fewer static attributes than that.
    private static let firstLink = 10

    private struct Link: Hashable {
        let name: GraphAttribute
        let target: Int
    }

    let database: Database
    let base: BaseGraph

    func add(_ entry: BroadcastEntry) throws {
        var statics: [(GraphAttribute, String)] = [(.name, entry.title)]
        if let description = entry.description { statics.append((.description, description)) }
        statics.append((.date, entry.date.dotted + "."))
        if let show = entry.show { statics.append((.show, show)) }
        let broadcast = try place(entry, statics)
        var links = Set(try links(of: broadcast))
        var position = try nextPosition(of: broadcast)
        func link(_ name: GraphAttribute, to target: (id: Int, name: String)) throws {
            guard links.insert(Link(name: name, target: target.id)).inserted else { return }
            try addAttribute(broadcast, position, name, target.name, target: target.id)
            position += 1
        }
        if let assetID = entry.assetID, let asset = base.asset(assetID).flatMap(base.entry) {
            try link(.asset, to: (asset.node.id, asset.node.name))
        }
        for name in entry.people { try link(.person, to: knownPerson(name) ?? newPerson(name)) }
        for name in entry.candidates {
            guard let person = try knownPerson(name), !links.contains(Link(name: .person, target: person.id)) else {
                continue
            }
            try link(.mentions, to: person)
        }
    }

    private func links(of node: Int) throws -> [Link] {
        try database.all(
            "SELECT name, target FROM deepva_graph_attributes WHERE node = ? AND target IS NOT NULL", .int(node)
        ) { row in
            GraphAttribute(rawValue: row.text(0)).map { Link(name: $0, target: row.int(1)) }
        }
        .compactMap(\.self)
    }

    private func nextPosition(of node: Int) throws -> Int {
        let last = try database.scalarInt(
            "SELECT max(position) FROM deepva_graph_attributes WHERE node = ?", .int(node))
        return max(Self.firstLink, (last ?? 0) + 1)
    }

    private func place(_ entry: BroadcastEntry, _ statics: [(GraphAttribute, String)]) throws -> Int {
        let known = try database.scalarInt(
            "SELECT id FROM deepva_graph_nodes WHERE type = 'broadcast' AND custom_id = ?", .text(entry.customID))
        guard let known else {
            return try addNode(
                .broadcast, customID: entry.customID, name: entry.title, description: entry.description, statics)
        }
        let all = [(.customID, entry.customID)] + statics
        try database.execute(
            "DELETE FROM deepva_graph_attributes WHERE node = ? AND target IS NULL", .int(known))
        try database.execute(
            "UPDATE deepva_graph_nodes SET name = ?, description = ?, folded_name = ?, search_text = ? WHERE id = ?",
            .text(entry.title), .optional(entry.description), .text(entry.title.lowercased()),
            .text(searchText(all)), .int(known))
        try addAttributes(known, all)
        return known
    }

    private func knownPerson(_ name: String) throws -> (id: Int, name: String)? {
        let folded = name.lowercased()
        if let person = base.person(named: folded).flatMap(base.entry) { return (person.node.id, person.node.name) }
        return try database.first(
            "SELECT id, name FROM deepva_graph_nodes WHERE type = 'person' AND folded_name = ?", .text(folded)
        ) { ($0.int(0), $0.text(1)) }
    }

    private func newPerson(_ name: String) throws -> (id: Int, name: String) {
        (try addNode(.person, customID: nil, name: name, description: nil, [(.name, name)]), name)
    }

    private func addNode(
        _ kind: GraphNode.Kind, customID: String?, name: String, description: String?,
        _ statics: [(GraphAttribute, String)]
    ) throws -> Int {
        let last = try database.scalarInt("SELECT max(id) FROM deepva_graph_nodes")
        let id = last.map { $0 + 1 } ?? GraphOverlay.firstID
        let customID = customID ?? "\(kind.rawValue)-\(id)"
        let all = [(.customID, customID)] + statics
        try database.execute(
            """
            INSERT INTO deepva_graph_nodes(id, type, custom_id, name, description, folded_name, search_text)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .int(id), .text(kind.rawValue), .text(customID), .text(name), .optional(description),
            .text(name.lowercased()), .text(searchText(all)))
        try addAttributes(id, all)
        return id
    }

    private func addAttributes(_ node: Int, _ statics: [(GraphAttribute, String)]) throws {
        for (position, attribute) in statics.enumerated() {
            try addAttribute(node, position, attribute.0, attribute.1, target: nil)
        }
    }

    private func addAttribute(
        _ node: Int, _ position: Int, _ name: GraphAttribute, _ value: String, target: Int?
    ) throws {
        try database.execute(
            """
            INSERT INTO deepva_graph_attributes(node, position, name, value, folded, target)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            .int(node), .int(position), .text(name.rawValue), .text(value), .text(value.lowercased()),
            .optional(target))
    }

    private func searchText(_ statics: [(GraphAttribute, String)]) -> String {
        statics.map { $0.1.lowercased() }.joined(separator: "\n")
    }
}
