// From the bytes of a body to one JSON value and files, whichever encoding the client chose.

import Contract
import HTTP
import JSON
import System

/// Decodes request bodies by media type.
struct BodyDecoder {
    /// The largest JSON or form body that is parsed, and the most text of a multipart body, in bytes: imports of labels
    /// have tens of megabytes.
    static let maximumText = 32 << 20
    /// The most memory that the value of a body may take, in bytes, about.
    static let maximumMemory = 72 << 20

    /// A decoded body. Form and multipart fields are still text; the contract coerces them.
    struct Decoded: Sendable {
        var kind: BodyKind
        var json: JSON
        var uploads: [Upload]
    }

    /// Decodes the body of a request; nil when there is none.
    ///
    /// - Throws: ``Problem`` 400 for a body that does not parse, 413 for one that is too large, 415 for a media type
    ///   that is not in `accepted`.
    static func decode(_ request: Request, accepted: [BodyKind]) throws -> Decoded? {
        switch request.body {
        case .none:
            return nil
        case .broken(let problem):
            throw Problem(problem)
        case .parts(let parts):
            guard accepted.contains(.multipart) else { throw refusal(request.head.headers[.contentType], accepted) }
            return try multipart(parts)
        case .payload(let payload):
            guard payload.count > 0 else { return nil }
            let kind = try kind(of: request.head.headers, accepted: accepted)
            // Raw bytes stay in the request, where their handler reads them.
            if kind == .raw { return Decoded(kind: .raw, json: "", uploads: []) }
            guard payload.count <= maximumText else {
                throw tooLarge("A \(kind.rawValue) body may have at most \(maximumText) bytes.")
            }
            let bytes = try payload.bytes(maximum: maximumText)
            return Decoded(kind: kind, json: try text(bytes, kind: kind), uploads: [])
        }
    }

    private static func kind(of headers: RequestHeaders, accepted: [BodyKind]) throws -> BodyKind {
        // Nearly every body says just this.
        if headers.withValue(of: .contentType, { $0.equals(lowercase: "application/json") }) == true,
            accepted.contains(.json)
        {
            return .json
        }
        guard let media = MediaType(of: headers) else {
            if accepted.contains(.raw) { return .raw }
            throw refusal(headers[.contentType], accepted)
        }
        let kind: BodyKind? =
            switch media.essence {
            case "application/json": .json
            case "application/x-www-form-urlencoded": .form
            default: media.essence.hasSuffix("+json") ? .json : nil
            }
        if let kind, accepted.contains(kind) { return kind }
        guard accepted.contains(.raw) else { throw refusal(headers[.contentType], accepted) }
        return .raw
    }

    private static func text(_ bytes: [UInt8], kind: BodyKind) throws -> JSON {
        do {
            guard kind == .form else {
                return try JSON(
                    parsing: bytes, limits: JSONLimits(maximumBytes: maximumText, memory: maximumMemory))
            }
            let items = try FormDecoder.decode(bytes)
            return fields(items.map { ($0.name, $0.value) })
        } catch let error as JSONError {
            if case .tooManyValues = error.kind { throw tooLarge("The body is too large: \(error.message)") }
            throw Problem.badRequest("The body is not valid JSON: \(error.message)")
        } catch let error as ProtocolError {
            throw Problem.badRequest("The form body is not valid: \(error.reason)")
        }
    }

    private static func multipart(_ parts: [Part]) throws -> Decoded {
        var items: [(String, String)] = []
        var uploads: [Upload] = []
        var textBytes = 0
        for part in parts {
            if let filename = part.filename {
                // A browser sends this for a file field in which nothing was chosen (WHATWG HTML section 4.10.22.4).
                if filename.isEmpty, part.payload.count == 0 { continue }
                uploads.append(
                    Upload(
                        name: part.name, filename: filename, contentType: part.contentType, payload: part.payload))
            } else {
                textBytes += part.payload.count
                guard textBytes <= maximumText else {
                    throw tooLarge("The text fields of a body may have at most \(maximumText) bytes together.")
                }
                let bytes = try part.payload.bytes(maximum: maximumText)
                guard let text = FieldText.decode(bytes, contentType: part.contentType) else {
                    throw Problem.badRequest("\(part.name) must be UTF-8 text.", field: part.name)
                }
                items.append((part.name, text))
            }
        }
        return Decoded(kind: .multipart, json: fields(items), uploads: uploads)
    }

    /// Fields as an object; the values of a repeated name become an array.
    private static func fields(_ items: [(String, String)]) -> JSON {
        var values: [(name: String, values: [JSON])] = []
        var places: [String: Int] = [:]
        for (name, value) in items {
            if let place = places[name] {
                values[place].values.append(.string(value))
            } else {
                places[name] = values.count
                values.append((name, [.string(value)]))
            }
        }
        return .object(JSONObject(values.map { ($0.name, $0.values.count == 1 ? $0.values[0] : .array($0.values)) }))
    }

    private static func tooLarge(_ message: String) -> Problem {
        Problem(status: 413, code: "body_too_large", message: message)
    }

    private static func refusal(_ declared: String?, _ accepted: [BodyKind]) -> Problem {
        .unsupportedMediaType(declared, accepted: accepted.map(\.mediaType))
    }
}
