// OpenAPI links: from the operation that creates a record to the one that reads it.

import JSON

/// Adds `links` to successful answers of POST operations. A GET operation is linked if the answer and the path of the
/// request give all captures of its path: a capture by its own name, or the last one by `id` when the path continues
/// that of the request.
struct CreationLinks {
    private let paths: JSONObject
    private let components: JSON
    private let readers: [Reader]

    /// An operation that reads one record.
    private struct Reader {
        let id: String
        let path: String
        let captures: [String]
    }

    init(document: JSON) {
        let paths = document["paths"]?.object ?? [:]
        self.paths = paths
        components = document["components"] ?? [:]
        readers = paths.compactMap { path, item in
            guard let id = item["get"]?["operationId"]?.string, let captures = RouteTemplate(path)?.captureNames,
                !captures.isEmpty
            else { return nil }
            return Reader(id: id, path: path, captures: captures)
        }
    }

    /// The paths with links.
    func added() -> JSONObject {
        JSONObject(
            paths.map { path, item in
                guard var item = item.object, var operation = item["post"]?.object,
                    var responses = operation["responses"]?.object
                else { return (path, item) }
                for (status, response) in responses where status.utf8.first == UInt8(ascii: "2") {
                    guard var response = resolved(response).object,
                        let schema = response["content"]?["application/json"]?["schema"]
                    else { continue }
                    let links = links(from: path, members: members(of: schema))
                    guard !links.isEmpty else { continue }
                    response["links"] = .object(links)
                    responses[status] = .object(response)
                }
                operation["responses"] = .object(responses)
                item["post"] = .object(operation)
                return (path, .object(item))
            }
        )
    }

    private func links(from path: String, members: [String]) -> JSONObject {
        let own = RouteTemplate(path)?.captureNames ?? []
        var links = JSONObject()
        for reader in readers {
            var parameters = JSONObject()
            var isNew = false
            for capture in reader.captures {
                if let member = members.first(where: { Self.plain($0) == Self.plain(capture) }), !own.contains(capture)
                {
                    parameters[capture] = .string("$response.body#/" + member)
                    isNew = true
                } else if own.contains(capture) {
                    parameters[capture] = .string("$request.path." + capture)
                } else if members.contains("id"), Self.isContinuation(reader.path, of: path, by: capture) {
                    parameters[capture] = "$response.body#/id"
                    isNew = true
                }
            }
            guard isNew, parameters.count == reader.captures.count else { continue }
            links[reader.id] = ["operationId": .string(reader.id), "parameters": .object(parameters)]
        }
        return links
    }

    /// Whether a path is another one and one more capture.
    private static func isContinuation(_ path: String, of other: String, by capture: String) -> Bool {
        trimmed(path) == trimmed(other) + "/{\(capture)}"
    }

    private static func trimmed(_ path: String) -> String {
        path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
    }

    /// A name without case and underscores, so that `datasetId` is `dataset_id`.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

    /// The names of the members of an object that a schema describes.
    private func members(of schema: JSON, depth: Int = 0) -> [String] {
        guard depth < 8 else { return [] }
        let schema = resolved(schema)
        let inherited = (schema["allOf"]?.array ?? []).flatMap { members(of: $0, depth: depth + 1) }
        return (schema["properties"]?.object?.keys ?? []) + inherited
    }

    private func resolved(_ value: JSON) -> JSON {
        guard let reference = value["$ref"]?.string, let name = SchemaCompiler.componentName(reference) else {
            return value
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        return components[parts[0]]?[parts[1]] ?? value
    }
}
