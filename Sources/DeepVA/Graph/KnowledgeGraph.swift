// The knowledge graph: the shipped nodes, followed by the imports of the tenant.

import Emulator
import JSON
import Store

/// Queries on the knowledge graph (specification, section 7). ``GraphImports`` has the imports.
///
/// Each handler gets the shipped graph on the thread pool, where it is built at first use.
enum KnowledgeGraph {
    static let handlers: [String: Handler] = [
        "listGraphNodes": list,
        "getGraphNode": get,
        "listGraphNodeAttributes": listAttributes,
        "listSimilarGraphNodes": listSimilar,
        "listRelatedGraphNodes": listRelated,
        "compareGraphNodeAttributes": compare,
        "listGraphAttributeDescriptions": listDescriptions,
        "getGraphSearchSuggestions": suggest,
    ]

    /// The maximum length of a page.
    private static let longestPage = 256
    private static let mostFilters = 32
    private static let mostSuggestions = 5

    // MARK: - Nodes

    private static func list(_ call: Call) throws -> Reply {
        let filter = try filter(call)
        return .later(lane: .short, { (BaseGraph.shared, BaseGraph.shared.matching(filter)) }) { base, shipped in
            let overlay = GraphOverlay(database: call.database)
            let page = page(call)
            return try call.paged(total: shipped.count + overlay.count(filter), page: page) { writer in
                let own = Array(shipped.dropFirst(page.offset).prefix(page.limit))
                for id in own {
                    base.entry(id)?.node.write(.pagerank(base.rank(id)), into: &writer)
                }
                guard own.count < page.limit else { return }
                let imported = try overlay.nodes(
                    filter, limit: page.limit - own.count, offset: max(0, page.offset - shipped.count))
                for (node, degree) in imported {
                    node.write(.pagerank(rank(degree: degree, below: base.lowestRank)), into: &writer)
                }
            }
        }
    }

    /// Imported nodes rank behind all shipped ones, by the number of their links.
    private static func rank(degree: Int, below lowest: Double) -> Double {
        (lowest * Double(degree) / Double(degree + 1)).rounded(decimals: 7)
    }

    /// A query parameter with the name of an attribute filters by its value.
    private static func filter(_ call: Call) throws -> BaseGraph.Filter {
        var filter = BaseGraph.Filter()
        filter.kind = call.parameters["type"]?.string.flatMap(GraphNode.Kind.init)
        if let search = call.parameters["search"]?.string, !search.isEmpty { filter.search = search.lowercased() }
        for (name, value) in call.query {
            guard let attribute = GraphAttribute(rawValue: name) else { continue }
            filter.attributes.append((attribute, value.lowercased()))
        }
        guard filter.attributes.count <= mostFilters else {
            throw Problem.badRequest("At most \(mostFilters) attribute filters are allowed.", field: "query")
        }
        return filter
    }

    private static func get(_ call: Call) throws -> Reply {
        withGraph { base in
            let node = try node(call.integer("node_id"), base, call)
            return Reply.json { node.write(into: &$0) }
        }
    }

    private static func listAttributes(_ call: Call) throws -> Reply {
        withGraph { base in
            let attributes = try attributes(call.integer("node_id"), base, call)
            let page = page(call)
            return call.paged(total: attributes.count, page: page) { writer in
                for attribute in attributes.dropFirst(page.offset).prefix(page.limit) {
                    writer.beginObject()
                    writer.field("name", attribute.name.rawValue)
                    writer.field("value", attribute.value)
                    writer.endObject()
                }
            }
        }
    }

    /// Every attribute of the first node, and whether the other has it with the same value.
    private static func compare(_ call: Call) throws -> Reply {
        withGraph { base in
            let attributes = try attributes(call.integer("node_id"), base, call)
            var others: [GraphAttribute: Set<String>] = [:]
            for attribute in try self.attributes(call.integer("other_node_id"), base, call) {
                others[attribute.name, default: []].insert(attribute.value)
            }
            let page = page(call)
            return call.paged(total: attributes.count, page: page) { writer in
                for attribute in attributes.dropFirst(page.offset).prefix(page.limit) {
                    writer.beginObject()
                    writer.field("name", attribute.name.rawValue)
                    writer.field("value", attribute.value)
                    writer.field("common", others[attribute.name]?.contains(attribute.value) ?? false)
                    writer.endObject()
                }
            }
        }
    }

    // MARK: - Neighbours

    /// Ordered by the number of links that both nodes have.
    private static func listSimilar(_ call: Call) throws -> Reply {
        withGraph { base in
            let id = call.integer("node_id")
            let overlay = GraphOverlay(database: call.database)
            let hasImports = try overlay.count() > 0
            var counts: [Int: Int] = [:]
            var seen: [GraphAttribute: Set<String>] = [:]
            for link in try attributes(id, base, call) where link.target > 0 {
                let folded = link.value.lowercased()
                guard seen[link.name, default: []].insert(folded).inserted else { continue }
                for other in base.having(link.name, folded) { counts[other, default: 0] += 1 }
                guard hasImports else { continue }
                for other in try overlay.having(link.name, folded) { counts[other, default: 0] += 1 }
            }
            counts[id] = nil
            return try neighbours(counts, base, call) { .similar($0) }
        }
    }

    /// Ordered by the number of links between both nodes, in either direction.
    private static func listRelated(_ call: Call) throws -> Reply {
        withGraph { base in
            let id = call.integer("node_id")
            var counts: [Int: Int] = [:]
            for link in try attributes(id, base, call) where link.target > 0 { counts[link.target, default: 0] += 1 }
            for other in base.linking(to: id) { counts[other, default: 0] += 1 }
            for (other, links) in try GraphOverlay(database: call.database).linking(to: id) {
                counts[other, default: 0] += links
            }
            counts[id] = nil
            return try neighbours(counts, base, call) { .related($0) }
        }
    }

    private static func neighbours(
        _ counts: [Int: Int], _ base: BaseGraph, _ call: Call, relevance: (Int) -> GraphNode.Relevance
    ) throws -> Reply {
        let ordered = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        let page = page(call)
        return try call.paged(total: ordered.count, page: page) { writer in
            for (id, count) in ordered.dropFirst(page.offset).prefix(page.limit) {
                try node(id, base, call).write(relevance(count), into: &writer)
            }
        }
    }

    // MARK: - Attributes

    private static func listDescriptions(_ call: Call) throws -> Reply {
        let page = page(call)
        let all = GraphAttribute.allCases
        return call.paged(total: all.count, page: page) { writer in
            for attribute in all.dropFirst(page.offset).prefix(page.limit) {
                writer.beginObject()
                writer.field("name", attribute.rawValue)
                writer.field("description", String?.none)
                writer.field("static", attribute.isStatic)
                writer.field("type", attribute.kind.rawValue)
                writer.endObject()
            }
        }
    }

    /// Values with a word that starts with the text, by frequency, then alphabetically.
    private static func suggest(_ call: Call) throws -> Reply {
        let name = call.parameters["attribute"]?.string ?? ""
        guard let attribute = GraphAttribute(rawValue: name) else {
            throw Problem.badRequest("attribute: there is no attribute \(name).", field: "attribute")
        }
        let word = (call.parameters["query"]?.string ?? "").lowercased()
        let hasImports = try GraphOverlay(database: call.database).count() > 0
        let most = hasImports ? Int.max : mostSuggestions
        return .later(lane: .short, { BaseGraph.shared.values(of: attribute, withWord: word, most: most) }) { shipped in
            var counts = Dictionary(shipped.map { ($0.text, $0.count) }) { $0 + $1 }
            if hasImports {
                let imported = try GraphOverlay(database: call.database).values(of: attribute, withWord: word)
                for (text, count) in imported { counts[text, default: 0] += count }
            }
            let best = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
            return .json(.array(best.prefix(mostSuggestions).map { .string($0.key) }))
        }
    }

    // MARK: - Parts

    private static func withGraph(_ answer: @escaping (BaseGraph) throws -> Reply) -> Reply {
        .later(lane: .short, { BaseGraph.shared }, then: answer)
    }

    private static func page(_ call: Call) -> PageRequest {
        PageRequest(offset: call.page.offset, limit: min(call.page.limit, longestPage))
    }

    private static func node(_ id: Int, _ base: BaseGraph, _ call: Call) throws -> GraphNode {
        if let entry = base.entry(id) { return entry.node }
        guard let node = try GraphOverlay(database: call.database).node(id) else { throw Problem.unknownNode }
        return node
    }

    private static func attributes(_ id: Int, _ base: BaseGraph, _ call: Call) throws -> [BaseGraph.Attribute] {
        if let entry = base.entry(id) { return entry.attributes }
        let overlay = GraphOverlay(database: call.database)
        guard try overlay.node(id) != nil else { throw Problem.unknownNode }
        return try overlay.attributes(id)
    }
}
