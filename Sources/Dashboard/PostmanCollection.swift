// From an OpenAPI document to a collection.

import JSON

/// A contract as a collection in the format 2.1 of Postman: a folder a tag, a request an operation. Captures of paths are
/// variables of the collection, which requests that create records set.
struct PostmanCollection {
    private let document: JSON
    private let credentials: JSON
    private let tenant: String

    /// - Parameters:
    ///   - document: the published contract, whose first server is the base URL.
    ///   - credentials: the first credentials of the tenant for the platform, as people are shown them.
    init(document: JSON, credentials: JSON, tenant: String) {
        self.document = document
        self.credentials = credentials
        self.tenant = tenant
    }

    private static let methods = ["get", "head", "post", "put", "patch", "delete"]

    /// The collection.
    ///
    /// - Parameter schema: the URL of the format.
    func json(schema: String) -> JSON {
        var folders: [(tag: String, items: [JSON])] = []
        var captures: [String] = []
        for (path, item) in document["paths"]?.object ?? [:] {
            let shared = item["parameters"]?.array ?? []
            for method in Self.methods {
                guard let operation = item[method] else { continue }
                let tag = operation["tags"]?[0]?.string ?? "operations"
                let parameters = (shared + (operation["parameters"]?.array ?? [])).map(resolved)
                for capture in Self.captures(in: path) where !captures.contains(capture) {
                    captures.append(capture)
                }
                let request = self.item(operation, method: method, path: path, parameters: parameters)
                if let index = folders.firstIndex(where: { $0.tag == tag }) {
                    folders[index].items.append(request)
                } else {
                    folders.append((tag, [request]))
                }
            }
        }
        let server = document["servers"]?[0]?["url"]?.string ?? ""
        let variables = [("base_url", server)] + secrets + captures.map { ($0, "") }
        return [
            "info": [
                "name": .string("\(document["info"]?["title"]?.string ?? "deepmock") (\(tenant))"),
                "description": document["info"]?["description"] ?? document["info"]?["summary"] ?? "",
                "schema": .string(schema),
            ],
            "auth": authentication,
            "variable": .array(variables.map { ["key": .string($0.0), "value": .string($0.1)] }),
            "item": .array(folders.map { ["name": .string($0.tag), "item": .array($0.items)] }),
        ]
    }

    // MARK: - Credentials

    /// What a caller shows, under the name of the variable that has it.
    private var secrets: [(String, String)] {
        if let key = credentials["key"]?.string { return [("key", key)] }
        if let token = credentials["token"]?.string {
            return [("token", token)] + (credentials["client_id"]?.string.map { [("client_id", $0)] } ?? [])
        }
        // Studio's demo account without a login.
        return [("token", tenant + ":collection")]
    }

    private var authentication: JSON {
        guard credentials["key"] != nil else {
            return ["type": "bearer", "bearer": [["key": "token", "value": "{{token}}", "type": "string"]]]
        }
        return [
            "type": "apikey",
            "apikey": [
                ["key": "key", "value": "Authorization", "type": "string"],
                ["key": "value", "value": "Key {{key}}", "type": "string"],
                ["key": "in", "value": "header", "type": "string"],
            ],
        ]
    }

    // MARK: - Requests

    private func item(_ operation: JSON, method: String, path: String, parameters: [JSON]) -> JSON {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { segment in
            segment.hasPrefix("{") ? ":" + segment.dropFirst().dropLast() : String(segment)
        }
        let captures = parameters.filter { $0["in"] == "path" }
        var url: JSONObject = [
            "raw": .string("{{base_url}}/" + segments.joined(separator: "/")), "host": ["{{base_url}}"],
            "path": .array(segments.map { .string($0) }),
        ]
        url["variable"] = .array(
            captures.map { parameter in
                let name = parameter["name"]?.string ?? ""
                return ["key": .string(name), "value": .string("{{\(name)}}")]
            })
        url["query"] = .array(
            parameters.filter { $0["in"] == "query" }.map { parameter in
                [
                    "key": parameter["name"] ?? "", "value": value(of: parameter),
                    "description": parameter["description"] ?? "", "disabled": .bool(parameter["required"] != true),
                ]
            })
        var request: JSONObject = ["method": .string(method.uppercased()), "url": .object(url)]
        if let summary = operation["description"] ?? operation["summary"] { request["description"] = summary }
        if operation["security"]?.array?.isEmpty == true { request["auth"] = ["type": "noauth"] }
        let body = self.body(of: resolved(operation["requestBody"] ?? .null))
        request["header"] = .array(body.headers)
        if let body = body.body { request["body"] = body }
        var item: JSONObject = [
            "name": .string("\(operation["operationId"]?.string ?? path): \(operation["summary"]?.string ?? "")"),
            "request": .object(request), "response": [],
        ]
        let lines = script(of: operation)
        if !lines.isEmpty {
            item["event"] = [
                [
                    "listen": "test",
                    "script": ["type": "text/javascript", "exec": .array(lines.map { .string($0) })],
                ]
            ]
        }
        return .object(item)
    }

    private func value(of parameter: JSON) -> JSON {
        let schema = resolved(parameter["schema"] ?? .null)
        let value = parameter["example"] ?? schema["example"] ?? schema["default"] ?? schema["enum"]?[0] ?? .null
        return .string(value.string ?? (value.isNull ? "" : value.description))
    }

    private func body(of requestBody: JSON) -> (body: JSON?, headers: [JSON]) {
        guard let (mediaType, content) = requestBody["content"]?.object?.first(where: { _ in true }) else {
            return (nil, [])
        }
        let schema = resolved(content["schema"] ?? .null)
        switch mediaType {
        case "multipart/form-data":
            let fields = members(of: schema).map { name, member -> JSON in
                let isFile = resolved(member)["format"] == "binary"
                return ["key": .string(name), "type": isFile ? "file" : "text"]
            }
            return (["mode": "formdata", "formdata": .array(fields)], [])
        case "application/x-www-form-urlencoded":
            let fields = members(of: schema).map { name, _ -> JSON in ["key": .string(name), "value": ""] }
            return (["mode": "urlencoded", "urlencoded": .array(fields)], [])
        case "application/json":
            let example = content["example"] ?? schema["example"] ?? [:]
            return (
                [
                    "mode": "raw", "raw": .string(example.pretty()), "options": ["raw": ["language": "json"]],
                ], [["key": "Content-Type", "value": "application/json"]]
            )
        default: return (["mode": "file"], [["key": "Content-Type", "value": .string(mediaType)]])
        }
    }

    /// Keeps the ids of what a request has created, where the contract links to what reads it.
    private func script(of operation: JSON) -> [String] {
        var names: [(variable: String, member: String)] = []
        for (status, response) in operation["responses"]?.object ?? [:] where status.hasPrefix("2") {
            for (_, link) in resolved(response)["links"]?.object ?? [:] {
                for (name, source) in link["parameters"]?.object ?? [:] {
                    let prefix = "$response.body#/"
                    guard let text = source.string, text.hasPrefix(prefix),
                        !names.contains(where: { $0.variable == name })
                    else { continue }
                    names.append((name, String(text.dropFirst(prefix.count))))
                }
            }
        }
        return names.map { name, member in
            let variable = JSON.string(name).description
            let path = member.split(separator: "/").map { "[\(JSON.string(String($0)).description)]" }.joined()
            return "if (pm.response.code < 300) pm.collectionVariables.set(\(variable), pm.response.json()\(path));"
        }
    }

    // MARK: - The document

    /// The names of the captures of a path.
    private static func captures(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    private func members(of schema: JSON) -> [(String, JSON)] {
        let parts = (schema["allOf"]?.array ?? []).flatMap { members(of: resolved($0)) }
        return parts + (schema["properties"]?.object ?? [:]).map { ($0.key, $0.value) }
    }

    /// What a reference into the document's components means.
    private func resolved(_ value: JSON) -> JSON {
        guard let reference = value["$ref"]?.string, reference.hasPrefix("#/") else { return value }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
    }
}
