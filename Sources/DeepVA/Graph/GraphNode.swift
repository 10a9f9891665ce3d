// A node of the knowledge graph in responses.

import JSON

/// A node, shipped or imported.
struct GraphNode: Sendable {
    /// The type of a node.
    enum Kind: String, Sendable, CaseIterable {
        case node, person, asset, subasset, broadcast
    }

    let id: Int
    let kind: Kind
    /// The id that an import has given; for others the type with a number.
    let customID: String
    let name: String
    let description: String?

    /// The relevance of a node in a list.
    enum Relevance {
        /// Its rank in the whole graph.
        case pagerank(Double)
        /// The number of links that both nodes have.
        case similar(Int)
        /// The number of links between both nodes.
        case related(Int)
    }

    /// Writes a NodeDescription.
    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("custom_id", customID)
        writer.field("name", name)
        writer.field("description", description)
        writer.field("type", kind.rawValue)
        writer.endObject()
    }

    /// Writes a NodeSummary.
    func write(_ relevance: Relevance, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("custom_id", customID)
        writer.field("name", name)
        writer.field("type", kind.rawValue)
        writer.key("relevance")
        writer.beginObject()
        switch relevance {
        case .pagerank(let value):
            writer.field("type", "pagerank")
            writer.field("value", value)
        case .similar(let value):
            writer.field("type", "similar")
            writer.field("value", value)
        case .related(let value):
            writer.field("type", "related")
            writer.field("value", value)
        }
        writer.endObject()
        writer.endObject()
    }
}
