// The contract as Swagger 2.0: the form in which the published client's authors had it.

import JSON

/// Turns an OpenAPI 3.1 document into a Swagger 2.0 one (https://swagger.io/specification/v2/). What 2.0 cannot say is
/// left out: alternatives and tuples. `x-nullable` replaces null.
struct Swagger {
    private let source: JSON

    init(_ source: JSON) { self.source = source }

    /// The Swagger document.
    var document: JSON {
        var document: JSONObject = ["swagger": "2.0", "info": info]
        for (key, value) in address { document[key] = value }
        document["tags"] = source["tags"]
        document["securityDefinitions"] = Self.object(source["components"]?["securitySchemes"]) { Self.security($0) }
        document["security"] = source["security"]
        document["paths"] = Self.object(source["paths"]) { path in Self.object(path) { operation($0) } }
        document["parameters"] = Self.object(source["components"]?["parameters"]) { parameter($0) }
        document["responses"] = Self.object(source["components"]?["responses"]) { response($0) }
        document["definitions"] = Self.object(source["components"]?["schemas"]) { schema($0) }
        return .object(document)
    }

    // MARK: - Head

    private var info: JSON {
        var info: JSONObject = ["title": source["info"]?["title"] ?? "", "version": source["info"]?["version"] ?? ""]
        info["description"] = source["info"]?["description"] ?? source["info"]?["summary"]
        return .object(info)
    }

    /// Scheme, host and base path of the first server.
    private var address: JSONObject {
        guard let url = source["servers"]?[0]?["url"]?.string, let mark = url.firstRange(of: "://") else { return [:] }
        let rest = url[mark.upperBound...]
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
        return [
            "host": .string(String(rest.prefix { $0 != "/" })), "basePath": .string(path),
            "schemes": [.string(String(url[..<mark.lowerBound]))],
        ]
    }

    /// Bearer tokens have no type of their own in 2.0.
    private static func security(_ scheme: JSON) -> JSON {
        var result: JSONObject = ["type": "apiKey", "name": "Authorization", "in": "header"]
        result["description"] = scheme["description"]
        return .object(result)
    }

    // MARK: - Operations

    private func operation(_ operation: JSON) -> JSON {
        var result = members(
            of: operation, ["tags", "summary", "description", "operationId", "deprecated", "security"])
        let body = resolved(operation["requestBody"] ?? .null)
        if let content = body["content"]?.object { result["consumes"] = .array(content.map { .string($0.key) }) }
        let produced = (operation["responses"]?.object ?? [:]).reduce(into: [String]()) { all, response in
            for (type, _) in resolved(response.value)["content"]?.object ?? [:] where !all.contains(type) {
                all.append(type)
            }
        }
        if !produced.isEmpty { result["produces"] = .array(produced.map { .string($0) }) }
        let parameters = (operation["parameters"]?.array ?? []).map { parameter($0) } + bodyParameters(body)
        if !parameters.isEmpty { result["parameters"] = .array(parameters) }
        result["responses"] = Self.object(operation["responses"]) { response($0) }
        return .object(result)
    }

    private func parameter(_ parameter: JSON) -> JSON {
        if let reference = Self.reference(parameter) { return reference }
        var result = members(of: parameter, ["name", "in", "description", "required"])
        for (key, value) in simple(parameter["schema"] ?? [:]) { result[key] = value }
        if result["type"] == "array" {
            result["collectionFormat"] = parameter["explode"]?.bool == false ? "csv" : "multi"
        }
        return .object(result)
    }

    /// A JSON body is one parameter, a form is one for each of its fields.
    private func bodyParameters(_ body: JSON) -> [JSON] {
        guard let (type, media) = body["content"]?.object?.first(where: { _ in true }) else { return [] }
        let content = media["schema"] ?? [:]
        guard type == "multipart/form-data" else {
            var result: JSONObject = ["name": "body", "in": "body"]
            result["description"] = body["description"]
            result["required"] = body["required"]
            result["schema"] = schema(content)
            return [.object(result)]
        }
        let form = resolved(content)
        let required = form["required"]?.array ?? []
        return (form["properties"]?.object ?? [:]).map { name, field in
            var result: JSONObject = ["name": .string(name), "in": "formData"]
            result["description"] = field["description"]
            if required.contains(.string(name)) { result["required"] = true }
            for (key, value) in simple(field) { result[key] = value }
            if resolved(field)["format"] == "binary" {
                result["type"] = "file"
                result["format"] = nil
            }
            return .object(result)
        }
    }

    private func response(_ response: JSON) -> JSON {
        if let reference = Self.reference(response) { return reference }
        var result: JSONObject = ["description": response["description"] ?? ""]
        let content = response["content"]?.object ?? [:]
        if let media = content["application/json"] ?? content.first(where: { _ in true })?.value,
            let answer = media["schema"]
        {
            result["schema"] = resolved(answer)["format"] == "binary" ? ["type": "file"] : schema(answer)
        }
        if let headers = response["headers"] {
            result["headers"] = Self.object(headers) { header in
                var result = members(of: header, ["description"])
                for (key, value) in simple(header["schema"] ?? [:]) { result[key] = value }
                return .object(result)
            }
        }
        return .object(result)
    }

    // MARK: - Schemas

    private static let kept = [
        "title", "description", "format", "enum", "default", "example", "minimum", "maximum", "multipleOf", "minLength",
        "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "readOnly",
    ]

    private func schema(_ schema: JSON) -> JSON {
        if let reference = Self.reference(schema) { return reference }
        if let only = only(schema) { return only }
        var result = JSONObject()
        let types = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
        let others = types.filter { $0 != "null" }
        if others.count == 1 { result["type"] = others[0] }
        if others.count < types.count { result["x-nullable"] = true }
        for (key, value) in members(of: schema, Self.kept) { result[key] = value }
        if let value = schema["const"] { result["enum"] = [value] }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            guard let value = schema[exclusive] else { continue }
            result[bound] = value
            result[exclusive] = true
        }
        if let required = schema["required"]?.array, !required.isEmpty { result["required"] = .array(required) }
        if let branches = schema["allOf"]?.array { result["allOf"] = .array(branches.map { self.schema($0) }) }
        if let properties = schema["properties"] { result["properties"] = Self.object(properties) { self.schema($0) } }
        if let further = schema["additionalProperties"] {
            result["additionalProperties"] = further.bool.map { .bool($0) } ?? self.schema(further)
        }
        if result["type"] == "array" { result["items"] = items(of: schema) }
        return .object(result)
    }

    /// What is left of alternatives of which all but one are null.
    private func only(_ schema: JSON) -> JSON? {
        let branches = (schema["anyOf"] ?? schema["oneOf"])?.array?.filter { $0["type"] != "null" } ?? []
        guard branches.count == 1 else { return nil }
        return self.schema(branches[0])
    }

    /// One schema for all items; anything where those of a tuple differ.
    private func items(of schema: JSON) -> JSON {
        if let items = schema["items"], items.object != nil { return self.schema(items) }
        guard let places = schema["prefixItems"]?.array, let first = places.first,
            places.allSatisfy({ $0 == first })
        else { return [:] }
        return self.schema(first)
    }

    /// A schema for a parameter or header: no object and no references.
    private func simple(_ schema: JSON) -> JSONObject {
        let target = resolved(schema)
        var result = self.schema(target).object ?? [:]
        for key in ["title", "description", "example", "properties", "required", "additionalProperties", "allOf"] {
            result[key] = nil
        }
        if result["type"] == nil || result["type"] == "object" { result["type"] = "string" }
        if result["type"] == "array" { result["items"] = .object(simple(target["items"] ?? [:])) }
        return result
    }

    // MARK: - Parts

    private static let sections = [
        "#/components/schemas/": "#/definitions/", "#/components/parameters/": "#/parameters/",
        "#/components/responses/": "#/responses/",
    ]

    /// The object as a reference to where 2.0 has its target; nil when it is not a reference.
    private static func reference(_ object: JSON) -> JSON? {
        guard let old = object["$ref"]?.string else { return nil }
        for (prefix, new) in sections where old.hasPrefix(prefix) {
            return ["$ref": .string(new + old.dropFirst(prefix.count))]
        }
        return nil
    }

    /// The target of a reference to a component; anything else as it is.
    private func resolved(_ object: JSON) -> JSON {
        guard let path = object["$ref"]?.string?.split(separator: "/").map(String.init), path.count == 4 else {
            return object
        }
        return source[path[1]]?[path[2]]?[path[3]] ?? object
    }

    private func members(of object: JSON, _ names: [String]) -> JSONObject {
        JSONObject(names.compactMap { name in object[name].map { (name, $0) } })
    }

    private static func object(_ object: JSON?, _ convert: (JSON) -> JSON) -> JSON {
        .object(JSONObject((object?.object ?? [:]).map { ($0.key, convert($0.value)) }))
    }
}
