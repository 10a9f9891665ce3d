// Clusters of a class: the groups that an evaluation has found among its images.

import Emulator
import JSON
import Store

/// Clusters (specification, section 3). ``DatasetEvaluation`` creates them.
enum Clusters {
    static let handlers: [String: Handler] = [
        "listClusters": list,
        "getCluster": get,
        "listClusterImages": listImages,
    ]

    /// The maximum number of images that represent a cluster.
    private static let previews = 4

    private static func list(_ call: Call) throws -> Reply {
        let owner = try Classes.number(call)
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_clusters WHERE class = ?", .int(owner))
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT name FROM deepva_clusters WHERE class = ? ORDER BY position LIMIT ? OFFSET ?",
                .int(owner), .int(call.page.limit), .int(call.page.offset)
            ) { try write($0.text(0), of: owner, in: call.database, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        let (owner, _) = try cluster(call)
        return try .json { try write(call.path("cluster_name"), of: owner, in: call.database, into: &$0) }
    }

    private static func listImages(_ call: Call) throws -> Reply {
        let (owner, total) = try cluster(call)
        return try call.paged(total: total) { writer in
            try call.database.each(
                """
                SELECT \(ImageRecord.columns) FROM deepva_images WHERE class = ? AND cluster = ?
                ORDER BY seq LIMIT ? OFFSET ?
                """,
                .int(owner), .text(call.path("cluster_name")), .int(call.page.limit), .int(call.page.offset)
            ) { ImageRecord.write($0, into: &writer) }
        }
    }

    // MARK: - Parts

    private static func cluster(_ call: Call) throws -> (owner: Int, images: Int) {
        let owner = try Classes.number(call)
        let images = try call.database.scalarInt(
            "SELECT images FROM deepva_clusters WHERE class = ? AND name = ?", .int(owner),
            .text(call.path("cluster_name")))
        guard let images else { throw Problem.unknownCluster }
        return (owner, images)
    }

    private static func write(
        _ name: String, of owner: Int, in database: Database, into writer: inout JSONWriter
    ) throws {
        writer.beginObject()
        writer.field("name", name)
        writer.key("preview_images")
        writer.beginArray()
        try database.each(
            "SELECT file_uri FROM deepva_images WHERE class = ? AND cluster = ? ORDER BY seq LIMIT ?", .int(owner),
            .text(name), .int(previews)
        ) { writer.string($0.text(0)) }
        writer.endArray()
        writer.endObject()
    }
}
