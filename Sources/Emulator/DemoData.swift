// The demo data of the tenant default: lists of requests, applied as if a client had sent them.

import Crypto
import HTTP
import JSON
import System

/// Reads fixtures/seeds/demo*.json: arrays of requests with `method`, `path`, `headers` and one of `json`, `form`, `parts`
/// or `base64` with `type`; a part has `name` and either `text`, or `filename`, `type` and `base64`. `keep` names texts of
/// the answer by JSON pointer, for a later path to use as `{name}`. An entry that is an `outcome` sets an end beforehand
/// instead of being a request.
enum DemoData {
    /// The entries of every file, in order.
    static func entries() throws -> [JSON] {
        try BuiltIn.seeds(withPrefix: "demo").flatMap { try JSON(parsing: $0).array ?? [] }
    }

    /// The request of an entry.
    ///
    /// - Parameter values: what earlier answers have left.
    static func request(_ entry: JSON, with values: [String: String]) throws -> Request {
        let body: (type: String, body: RequestBody)
        if let json = entry["json"] {
            body = ("application/json", .payload(.memory(json.serialized())))
        } else if let form = entry["form"]?.object {
            let text = form.map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value.string ?? ""))" }
                .joined(separator: "&")
            body = ("application/x-www-form-urlencoded", .payload(.memory(Array(text.utf8))))
        } else if let parts = entry["parts"]?.array {
            body = ("multipart/form-data; boundary=demo", .parts(parts.map(part)))
        } else if entry["base64"] != nil {
            body = (entry["type"]?.string ?? "", .payload(.memory(bytes(entry))))
        } else {
            body = ("", .none)
        }
        let path = values.reduce(entry["path"]?.string ?? "/") { $0.replacing("{\($1.key)}", with: $1.value) }
        var head = "\(entry["method"]?.string ?? "POST") \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in entry["headers"]?.object ?? [:] { head += "\(name): \(value.string ?? "")\r\n" }
        if !body.type.isEmpty { head += "Content-Type: \(body.type)\r\n" }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((head + "\r\n").utf8))
        guard case .head(let head, _)? = try reader.next() else {
            throw Problem(status: 500, code: "demo_data", message: "Demo data: an entry is not a request.")
        }
        return Request(head: head, body: body.body)
    }

    /// Keeps what an entry wants of its answer; URLs of this server lose everything before their path.
    static func keep(_ entry: JSON, of body: ResponseBody, base: String, in values: inout [String: String]) throws {
        guard let wanted = entry["keep"]?.object, case .bytes(let bytes) = body else { return }
        let answer = try JSON(parsing: bytes)
        for (name, pointer) in wanted {
            guard let place = JSONPointer(parsing: pointer.string ?? ""), let text = answer.value(at: place)?.string
            else {
                throw Problem(status: 500, code: "demo_data", message: "Demo data: the answer has no \(pointer).")
            }
            values[name] = text.hasPrefix(base) ? String(text.dropFirst(base.count)) : text
        }
    }

    private static func part(_ entry: JSON) -> Part {
        Part(
            name: entry["name"]?.string ?? "", filename: entry["filename"]?.string,
            contentType: entry["type"]?.string, payload: .memory(bytes(entry)))
    }

    private static func bytes(_ entry: JSON) -> [UInt8] {
        entry["base64"]?.string.flatMap(Base64.decode) ?? Array((entry["text"]?.string ?? "").utf8)
    }
}
