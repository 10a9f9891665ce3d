// Requests for tests, built through the real head parser.

import HTTP
import JSON
import System

/// A request in the making.
public struct TestRequest: Sendable {
    /// A part of a multipart body.
    public struct TestPart {
        let name: String
        let filename: String?
        let type: String?
        let bytes: [UInt8]

        /// A text field.
        public static func field(_ name: String, _ text: String) -> TestPart {
            TestPart(name: name, filename: nil, type: nil, bytes: Array(text.utf8))
        }

        /// A file.
        public static func file(_ name: String, _ filename: String, type: String? = nil, _ bytes: [UInt8]) -> TestPart {
            TestPart(name: name, filename: filename, type: type, bytes: bytes)
        }
    }

    var method: String
    var target: String
    var headers: [(String, String)] = []
    var body: RequestBody = .none
    var isCut = false

    /// A request without body.
    public init(_ method: String, _ target: String) {
        self.method = method
        self.target = target
    }

    /// A GET request.
    public static func get(_ target: String) -> TestRequest { TestRequest("GET", target) }

    /// A DELETE request.
    public static func delete(_ target: String) -> TestRequest { TestRequest("DELETE", target) }

    /// A POST request with a JSON body.
    public static func post(_ target: String, json: JSON) -> TestRequest { TestRequest("POST", target).json(json) }

    /// A POST request without body.
    public static func post(_ target: String) -> TestRequest { TestRequest("POST", target) }

    /// A PUT request with a JSON body.
    public static func put(_ target: String, json: JSON) -> TestRequest { TestRequest("PUT", target).json(json) }

    /// The request with one more header.
    public func header(_ name: String, _ value: String) -> TestRequest {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }

    /// The request with DeepVA's API key.
    public func key(_ key: String = "demo-key") -> TestRequest { header("Authorization", "Key \(key)") }

    /// The request with a bearer token, as both Deepen platforms take it.
    public func bearer(_ token: String = "demo-token") -> TestRequest { header("Authorization", "Bearer \(token)") }

    /// The request with a JSON body.
    public func json(_ value: JSON) -> TestRequest { raw(value.serialized(), type: "application/json") }

    /// The request with a body of any type.
    public func raw(_ bytes: [UInt8], type: String?) -> TestRequest {
        var copy = type.map { header("Content-Type", $0) } ?? self
        copy.body = .payload(.memory(bytes))
        return copy
    }

    /// The request as it is handed over when its connection breaks and this is all that has come of its body.
    public func cut() -> TestRequest {
        var copy = self
        copy.isCut = true
        return copy
    }

    /// The request with a form-urlencoded body.
    public func form(_ text: String) -> TestRequest {
        raw(Array(text.utf8), type: "application/x-www-form-urlencoded")
    }

    /// The request with a multipart body.
    public func multipart(_ parts: TestPart...) -> TestRequest { multipart(parts) }

    /// The request with a multipart body.
    public func multipart(_ parts: [TestPart]) -> TestRequest {
        var copy = header("Content-Type", "multipart/form-data; boundary=test")
        copy.body = .parts(
            parts.map { Part(name: $0.name, filename: $0.filename, contentType: $0.type, payload: .memory($0.bytes)) })
        return copy
    }

    /// The request as the server would have read it.
    public func build() throws -> Request {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.0.lowercased() == "host" }) { head += "Host: 127.0.0.1:8484\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((head + "\r\n").utf8))
        guard case .head(let parsed, _)? = try reader.next() else { throw NotARequest() }
        return Request(head: parsed, body: body, isCut: isCut)
    }

    struct NotARequest: Error {}
}
