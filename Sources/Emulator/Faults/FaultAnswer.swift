// What a fault answers in place of the platform's own error: the page of a gateway, for example.

import HTTP
import JSON

/// A body, its media type and headers that a step of a plan has of its own.
struct FaultAnswer: Sendable {
    /// Headers that frame the answer, or say what the server itself knows.
    private static let reserved: Set<String> = [
        "connection", "content-length", "content-type", "date", "keep-alive", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    /// The most bytes of a body.
    private static let maximumBytes = 64 << 10

    /// The body and its media type; nil keeps the platform's own.
    private let body: (bytes: [UInt8], mediaType: String)?
    private let headers: [(name: String, value: String)]

    /// Reads it from a step; nil when the step has none.
    ///
    /// - Throws: ``Problem`` 400 for what cannot be sent, or not by this step; the contract has checked types and sizes.
    init?(_ step: JSON, field: String) throws {
        let given = ["body", "media_type", "headers"].filter { step[$0] != nil }
        guard let first = given.first else { return nil }
        guard step["status"] != nil || step["quota"] != nil else {
            throw Problem.badRequest(
                "\(field).\(first) belongs to an error: give a status or a quota, too.", field: "\(field).\(first)")
        }
        body = try Self.body(step, field: field)
        headers = (step["headers"]?.object ?? [:]).map { ($0, $1.string ?? "") }
        for (name, value) in headers { try Self.check(name, value, field: "\(field).headers.\(name)") }
    }

    private static func body(_ step: JSON, field: String) throws -> (bytes: [UInt8], mediaType: String)? {
        guard let body = step["body"] else {
            guard step["media_type"] == nil else {
                throw Problem.badRequest("\(field).media_type needs a body.", field: "\(field).media_type")
            }
            return nil
        }
        let mediaType = step["media_type"]?.string
        if let mediaType, MediaType(parsing: mediaType) == nil || !isPrintable(mediaType) {
            throw Problem.badRequest(
                "\(field).media_type must have the form type/subtype.", field: "\(field).media_type")
        }
        let bytes = body.string.map { Array($0.utf8) } ?? body.serialized()
        guard bytes.count <= maximumBytes else {
            throw Problem.badRequest(
                "\(field).body may have at most \(maximumBytes) bytes.", field: "\(field).body")
        }
        return (bytes, mediaType ?? (body.string == nil ? "application/json" : "text/plain; charset=utf-8"))
    }

    private static func check(_ name: String, _ value: String, field: String) throws {
        let isName = !name.isEmpty && name.utf8.allSatisfy(isNameByte)
        guard isName, isPrintable(value) else {
            throw Problem.badRequest("\(field) must be a header's name with a printable value.", field: field)
        }
        guard !reserved.contains(name.lowercased()), !name.lowercased().hasPrefix("x-deepmock-") else {
            throw Problem.badRequest("\(field) is written by the server itself.", field: field)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }

    /// The platform's error as this answer: a header takes the place of one with its name, others stand before the
    /// emulator's own.
    func applied(to response: Response) -> Response {
        var response = response
        var fields = Headers()
        var further = headers.filter { response.headers.first($0.name) == nil }
        for (name, value) in response.headers {
            if name.lowercased().hasPrefix("x-deepmock-") {
                for (name, value) in further { fields.add(name, value) }
                further = []
            }
            fields.add(name, value)
        }
        for (name, value) in headers where response.headers.first(name) != nil { fields.set(name, value) }
        if let body {
            fields.set("Content-Type", body.mediaType)
            response.body = .bytes(body.bytes)
        }
        response.headers = fields
        return response
    }
}
