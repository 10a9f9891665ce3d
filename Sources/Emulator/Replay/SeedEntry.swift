// Initial data: requests in JSON, applied as if a client had sent them.

import Crypto
import HTTP
import JSON
import System

/// One request of a seed: `method` (POST when absent), `path`, `headers`, `id` (as `X-Deepmock-Id`), one of `json`, `form`, `parts` and `base64`
/// with its `type`, and `save`.
///
/// A part has `name` and either `text`, or `filename`, `type` and `base64`. `save` saves values of the answer under
/// names, by JSON pointer; `${name}` stands for them in all later texts. `${prefix}` is the prefix of the tenant's
/// credentials: empty for `default`, `{tenant}:` for others. `${admin_token}` is the token of the control plane, or
/// empty. A path may be a URL from an answer.
struct SeedEntry {
    /// The most entries of one seed.
    static let maximum = 10_000

    private let json: JSON

    /// The entries of a seed: an array, or an object with the array as `requests`.
    ///
    /// - Throws: ``Problem`` 400 that names the entry that is wrong.
    static func entries(_ seed: JSON) throws -> [SeedEntry] {
        guard let array = seed.array ?? seed["requests"]?.array else {
            throw Problem.badRequest(
                "A seed must be an array of requests, or an object with such an array named requests.")
        }
        guard array.count <= maximum else {
            throw Problem.badRequest("A seed can have at most \(maximum) requests, but this one has \(array.count).")
        }
        return try array.enumerated().map { index, entry in
            let path = entry["path"]?.string ?? ""
            guard path.hasPrefix("/") || path.hasPrefix("${") else {
                throw Problem.badRequest(
                    "requests.\(index).path must begin with a slash.", field: "requests.\(index).path"
                )
            }
            return SeedEntry(json: entry)
        }
    }

    /// Method and path, for messages.
    var line: String { "\(json["method"]?.string ?? "POST") \(json["path"]?.string ?? "")" }

    /// What to save of the answer: names and pointers.
    var saved: [(name: String, pointer: String)] {
        (json["save"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") }
    }

    /// The request, with `variables` inserted.
    ///
    /// - Parameter bases: the beginnings of the server's own URLs; a path may be such a URL.
    /// - Throws: ``Problem`` 400 when the entry is not a valid HTTP request.
    func request(variables: [String: String], tenant: String, bases: [String]) throws -> Request {
        let entry = Self.filled(json, variables)
        let (type, body) = try Self.body(entry)
        var path = entry["path"]?.string ?? "/"
        if let base = bases.first(where: path.hasPrefix) { path.removeFirst(base.count) }
        var head = "\(entry["method"]?.string ?? "POST") \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in entry["headers"]?.object ?? [:] {
            head += "\(name): \(value.string ?? value.description)\r\n"
        }
        if let id = entry["id"] { head += "\(ChosenID.header): \(id.string ?? id.description)\r\n" }
        if tenant != Tenant.defaultName { head += "X-Deepmock-Tenant: \(tenant)\r\n" }
        if let type { head += "Content-Type: \(type)\r\n" }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((head + "\r\n").utf8))
        do {
            if case .head(let head, _)? = try reader.next(), reader.bufferedCount == 0 {
                return Request(head: head, body: body)
            }
        } catch {
            throw Problem.badRequest("\(line): \(error.reason)")
        }
        throw Problem.badRequest("\(line) is not a valid HTTP request.")
    }

    private static func body(_ entry: JSON) throws -> (type: String?, body: RequestBody) {
        if let json = entry["json"] { return ("application/json", .payload(.memory(json.serialized()))) }
        if let form = entry["form"]?.object {
            let text = form.map {
                "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value.string ?? $0.value.description))"
            }
            .joined(separator: "&")
            return ("application/x-www-form-urlencoded", .payload(.memory(Array(text.utf8))))
        }
        if let parts = entry["parts"]?.array {
            return ("multipart/form-data; boundary=seed", .parts(try parts.map(part)))
        }
        if entry["base64"] != nil { return (entry["type"]?.string, .payload(.memory(try bytes(entry)))) }
        return (nil, .none)
    }

    private static func part(_ entry: JSON) throws -> Part {
        Part(
            name: entry["name"]?.string ?? "", filename: entry["filename"]?.string,
            contentType: entry["type"]?.string, payload: .memory(try bytes(entry)))
    }

    private static func bytes(_ entry: JSON) throws -> [UInt8] {
        guard let text = entry["base64"]?.string else { return Array((entry["text"]?.string ?? "").utf8) }
        guard let decoded = Base64.decode(text) else {
            throw Problem.badRequest("base64 must be valid Base64.", field: "base64")
        }
        return decoded
    }

    private static func filled(_ value: JSON, _ variables: [String: String]) -> JSON {
        switch value {
        case .string(let text): .string(filled(text, variables))
        case .array(let elements): .array(elements.map { filled($0, variables) })
        case .object(let members): .object(JSONObject(members.map { ($0.key, filled($0.value, variables)) }))
        default: value
        }
    }

    private static func filled(_ text: String, _ variables: [String: String]) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "$") {
            result += rest[..<start]
            rest = rest[start...]
            guard rest.hasPrefix("${"), let end = rest.firstIndex(of: "}"),
                let value = variables[String(rest[rest.index(start, offsetBy: 2)..<end])]
            else {
                result += "$"
                rest = rest.dropFirst()
                continue
            }
            result += value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
