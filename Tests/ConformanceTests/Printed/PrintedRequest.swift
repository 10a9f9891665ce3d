// Requests as they are printed, filled with values of our own.

import Emulator
import JSON
import TestSupport
import Testing

/// Builds the request of an entry.
struct PrintedRequest {
    let entry: PrintedEntry
    let shape: PrintedShape
    let prepared: PreparedRequest

    /// The body: every printed member with a value.
    var body: JSON {
        let body = value(shape, "")
        guard var members = body.object else { return body }
        for (name, value) in prepared.more { members[name] = value }
        return .object(members)
    }

    private func value(_ shape: PrintedShape, _ path: String) -> JSON {
        if let value = prepared.values[path] { return value }
        if let first = entry.enums[path]?.first { return first }
        switch shape {
        case .any: return [:]
        case .array(let items): return [value(items, path)]
        case .map(let values):
            if case .any = values { return [:] }
            return ["key": value(values, join(path, "*"))]
        case .object(let members):
            return .object(JSONObject(members.map { ($0.name, value($0.shape, join(path, $0.name))) }))
        case .scalar(let type): return Self.example(type)
        }
    }

    private func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private static func example(_ type: String) -> JSON {
        switch type {
        case "integer": 1
        case "number": 0.5
        case "boolean": true
        case "null": .null
        case "uuid": "6f1c1f0e-3c55-4a55-9d0b-0d7f3a1b2c3d"
        case "date": "2026-01-31"
        case "datetime-iso": "2026-01-31T12:00:00Z"
        case "url": "http://media.example.test/yard.jpg"
        case "uri-storage": "storage://AAAAAAAAAAAAAAAAAAAA"
        default: "A text"
        }
    }

    /// The request with a body in the printed encoding.
    func request(_ method: String, _ path: String, body: JSON) -> TestRequest {
        let request = TestRequest(method, path)
        switch entry.json["encoding"]?.string {
        case "json": return request.json(body)
        case "form": return request.form(Self.pairs(body))
        case "query": return TestRequest(method, "\(path)?\(Self.pairs(body))")
        case "multipart": return request.multipart(parts(body))
        default: return request
        }
    }

    private static func pairs(_ body: JSON) -> String {
        (body.object ?? [:]).map { "\($0.key)=\(PercentEncoding.query($0.value.string ?? $0.value.description))" }
            .joined(separator: "&")
    }

    private func parts(_ body: JSON) -> [TestRequest.TestPart] {
        (body.object ?? [:]).map { name, value in
            if let file = prepared.files[name] { return .file(name, file.name, file.bytes) }
            return .field(name, value.string ?? value.description)
        }
    }
}
