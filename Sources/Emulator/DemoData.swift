// The demo data of the tenant default: a list of requests, applied as if a client had sent them.

import Crypto
import HTTP
import JSON
import System

/// Reads fixtures/seeds/demo.json: an array of requests with `method`, `path`, `headers` and one of `json`, `form` or
/// `parts`; a part has `name` and either `text`, or `filename`, `type` and `base64`.
enum DemoData {
    /// The requests, in order.
    static func requests() throws -> [Request] {
        guard let text = BuiltIn.seed(named: "demo.json") else { return [] }
        return try (JSON(parsing: text).array ?? []).map(request)
    }

    private static func request(_ entry: JSON) throws -> Request {
        let body: (type: String, body: RequestBody)
        if let json = entry["json"] {
            body = ("application/json", .payload(.memory(json.serialized())))
        } else if let form = entry["form"]?.object {
            let text = form.map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value.string ?? ""))" }
                .joined(separator: "&")
            body = ("application/x-www-form-urlencoded", .payload(.memory(Array(text.utf8))))
        } else if let parts = entry["parts"]?.array {
            body = ("multipart/form-data; boundary=demo", .parts(parts.map(part)))
        } else {
            body = ("", .none)
        }
        var head =
            "\(entry["method"]?.string ?? "POST") \(entry["path"]?.string ?? "/") HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in entry["headers"]?.object ?? [:] { head += "\(name): \(value.string ?? "")\r\n" }
        if !body.type.isEmpty { head += "Content-Type: \(body.type)\r\n" }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((head + "\r\n").utf8))
        guard case .head(let head, _)? = try reader.next() else {
            throw Problem(status: 500, code: "demo_data", message: "Demo data: an entry is not a request.")
        }
        return Request(head: head, body: body.body)
    }

    private static func part(_ entry: JSON) -> Part {
        let bytes = entry["base64"]?.string.flatMap(Base64.decode) ?? Array((entry["text"]?.string ?? "").utf8)
        return Part(
            name: entry["name"]?.string ?? "", filename: entry["filename"]?.string,
            contentType: entry["type"]?.string, payload: .memory(bytes))
    }
}
