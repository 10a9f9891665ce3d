// Operations that share the path of another, each under a path of its own.

import JSON

/// OpenAPI allows one operation a path and method. Contract files may put a second one there (`x-by-name`), and may
/// accept a method on a path that lists others (`x-aliases`). In served documents both stand where tools look.
struct SecondPaths {
    let parameters: JSONObject
    let schemas: JSONObject
    private(set) var paths: JSONObject

    /// - Parameter document: the document in the form of contract files.
    init(document: JSONObject) {
        paths = document["paths"]?.object ?? [:]
        parameters = document["components"]?["parameters"]?.object ?? [:]
        schemas = document["components"]?["schemas"]?.object ?? [:]
    }

    /// The paths with every operation under one of its own.
    static func listed(_ document: JSONObject) -> JSONObject {
        var listing = SecondPaths(document: document)
        listing.listOperationsByName()
        listing.listFurtherMethods()
        return listing.paths
    }

    /// Puts each second operation under the first alias of its path that is like no path yet, so that tools can tell them
    /// apart by more than the name of a capture. Where there is none, that name must do.
    private mutating func listOperationsByName() {
        for (path, item) in paths {
            for (method, operation) in item.object ?? [:] {
                guard var first = operation.object, let second = first["x-by-name"],
                    let capture = second["capture"]?.string, let name = second["name"]?.string,
                    let moved = second["operation"]?.object
                else { continue }
                let known = Set(paths.map { Self.shape(of: $0.key) })
                let alias = Self.aliases(of: first).first {
                    $0.method == nil && !known.contains(Self.shape(of: $0.path))
                }
                let template = Self.renaming(capture, to: name, in: alias?.path ?? path)
                guard paths[template]?[method] == nil else { continue }
                first["x-by-name"] = nil
                put(.object(first), method, at: path)
                put(.object(withCaptures(of: template, moved)), method, at: template)
            }
        }
    }

    /// Lists aliases whose path exists with other methods: there the id comes with the body.
    private mutating func listFurtherMethods() {
        for (path, item) in paths {
            for (method, operation) in item.object ?? [:] {
                guard let operation = operation.object, let id = operation["operationId"]?.string else { continue }
                for alias in Self.aliases(of: operation) {
                    let method = alias.method ?? method
                    guard alias.path != path, let there = paths[alias.path]?.object, there[method] == nil else {
                        continue
                    }
                    var further = operation
                    further["operationId"] = .string(id + "ByBody")
                    further["x-aliases"] = nil
                    moveCaptures(of: path, to: alias.path, in: &further)
                    put(.object(withCaptures(of: alias.path, further)), method, at: alias.path)
                }
            }
        }
    }

    private mutating func put(_ operation: JSON, _ method: String, at path: String) {
        var item = paths[path]?.object ?? [:]
        item[method] = operation
        paths[path] = .object(item)
    }

    // MARK: Parameters and bodies

    /// Takes out the path parameters that the alias does not have. Those with a member of the body in their place
    /// become required there.
    private func moveCaptures(of path: String, to alias: String, in operation: inout JSONObject) {
        let captures = RouteTemplate(alias)?.captureNames ?? []
        var members: [(name: String, schema: JSON)] = []
        var kept: [JSON] = []
        for parameter in operation["parameters"]?.array ?? [] {
            let value = resolved(parameter, in: parameters)
            guard value["in"] == "path", let name = value["name"]?.string, !captures.contains(name) else {
                kept.append(parameter)
                continue
            }
            // Whole numbers count as their digits there.
            guard let member = value["x-body-member"]?.string, var schema = value["schema"]?.object else { continue }
            schema["type"] = ["string", "integer"]
            members.append((member, .object(schema)))
        }
        operation["parameters"] = .array(kept)
        guard !members.isEmpty, var body = operation["requestBody"]?.object, let content = body["content"]?.object
        else {
            return
        }
        body["content"] = .object(
            JSONObject(
                content.map { mediaType, entry in
                    var schema = resolved(entry["schema"] ?? [:], in: schemas).object ?? [:]
                    var properties = schema["properties"]?.object ?? [:]
                    for member in members { properties[member.name] = member.schema }
                    schema["properties"] = .object(properties)
                    schema["required"] = .array((schema["required"]?.array ?? []) + members.map { .string($0.name) })
                    return (mediaType, ["schema": .object(schema)])
                }
            )
        )
        operation["requestBody"] = .object(body)
    }

    /// Adds the path parameters that only the alias has.
    private func withCaptures(of template: String, _ operation: JSONObject) -> JSONObject {
        var operation = operation
        let list = operation["parameters"]?.array ?? []
        let known = Set(list.compactMap { resolved($0, in: parameters)["name"]?.string })
        let missing = (RouteTemplate(template)?.captureNames ?? []).filter { !known.contains($0) }
        guard !missing.isEmpty else { return operation }
        let added = missing.map { name -> JSON in
            let component = parameters.first { $0.value["name"]?.string == name && $0.value["in"] == "path" }
            guard let component else {
                return [
                    "name": .string(name), "in": "path", "required": true,
                    "schema": ["type": "string", "minLength": 1],
                ]
            }
            return ["$ref": .string("#/components/parameters/" + component.key)]
        }
        operation["parameters"] = .array(added + list)
        return operation
    }

    private func resolved(_ value: JSON, in section: JSONObject) -> JSON {
        guard let reference = value["$ref"]?.string, let name = SchemaCompiler.componentName(reference) else {
            return value
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"))
        return parts.last.flatMap { section[String(Substring($0))] } ?? value
    }

    private static func aliases(of operation: JSONObject) -> [(method: String?, path: String)] {
        (operation["x-aliases"]?.array ?? []).compactMap { alias in
            guard let text = alias.string else { return nil }
            let parts = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
            return parts.count == 2 ? (parts[0].lowercased(), parts[1]) : parts.count == 1 ? (nil, parts[0]) : nil
        }
    }

    /// A path without the names of its captures.
    private static func shape(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { $0.first == UInt8(ascii: "{") ? "{}" : String(Substring($0)) }
    }

    private static func renaming(_ capture: String, to name: String, in template: String) -> String {
        template.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) == "{\(capture)}" ? "{\(name)}" : String(Substring($0)) }
            .joined(separator: "/")
    }
}
