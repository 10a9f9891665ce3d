// Decodes a call's body once and checks it against its contract; on the thread pool if it is long.

import Contract
import HTTP
import JSON
import System

extension Emulator {
    /// Decoding and checking a body of more bytes may take over a millisecond.
    private static let shortBytes = 256 << 10

    /// Continues with a call whose body has been decoded and, if `check` is true, checked.
    func withBody(
        _ call: inout Call, _ contract: BodyContract?, check: Bool,
        _ rest: @escaping (inout Call) throws -> Reply
    ) throws -> Reply {
        guard let contract else { return try rest(&call) }
        let reader = BodyReader(
            request: call.request, contract: contract, decoded: call.decodedBody,
            isConflict: call.platform.conflictingBodies.contains(call.operation.id))
        if case .payload(let payload) = call.request.body, payload.count > Self.shortBytes {
            return .later({ try reader.read(check: check) }) { [call] body in
                var call = call
                body.fill(&call)
                return try rest(&call)
            }
        }
        try reader.read(check: check).fill(&call)
        return try rest(&call)
    }
}

/// Reads the body of one request.
private struct BodyReader: Sendable {
    let request: Request
    let contract: BodyContract
    /// The body if it has been decoded before.
    let decoded: BodyDecoder.Decoded?
    /// Whether an invalid body is a 409 instead of a 400.
    let isConflict: Bool

    /// The result of reading.
    enum Body: Sendable {
        case decoded(BodyDecoder.Decoded?)
        case checked(JSON, [Upload])

        func fill(_ call: inout Call) {
            switch self {
            case .decoded(let decoded): call.decodedBody = decoded
            case .checked(let value, let uploads):
                call.body = value
                call.uploads = uploads
                call.decodedBody = nil
            }
        }
    }

    func read(check: Bool) throws -> Body {
        do {
            let decoded = try decoded ?? BodyDecoder.decode(request, accepted: contract.kinds)
            return check ? try checked(decoded) : .decoded(decoded)
        } catch let problem as Problem where isConflict && problem.status == 400 {
            throw Problem.conflict(problem.message, field: problem.field)
        }
    }

    private func checked(_ decoded: BodyDecoder.Decoded?) throws -> Body {
        guard let decoded else {
            guard contract.isRequired else { return .checked(.null, []) }
            throw Problem.badRequest(
                "A body is required: \(contract.kinds.map(\.mediaType).joined(separator: " or ")).")
        }
        switch contract.validate(decoded.json, kind: decoded.kind, files: decoded.uploads.map(\.name)) {
        case .success(let value): return .checked(value, decoded.uploads)
        case .failure(let error): throw Problem.invalid(error.violations, in: "body")
        }
    }
}

/// Reads the query of a call.
enum QueryReader {
    /// The query's items, decoded, in order.
    ///
    /// - Throws: ``Problem`` 400 if it is malformed; operations with lenient queries skip malformed items.
    static func items(of call: Call) throws -> [(name: String, value: String)] {
        guard let raw = call.request.head.target.rawQuery, !raw.isEmpty else { return [] }
        do {
            return try QueryItems(parsing: raw).map { ($0.name, $0.value) }
        } catch {
            guard call.platform.lenientQueries.contains(call.operation.id) else {
                throw Problem.badRequest("The query is malformed: \(error.reason)")
            }
            return raw.split(separator: "&").flatMap { item in
                (try? QueryItems(parsing: String(item))).map { $0.map { ($0.name, $0.value) } } ?? []
            }
        }
    }
}

extension Problem {
    /// A path value of the wrong form names nothing: 404. Anything else that is wrong with a parameter is a 400.
    init(_ error: ParameterError) {
        if error.place == .path, error.violations.contains(where: { $0.keyword == "type" || $0.keyword == "format" }) {
            self = .notFound("The requested object")
        } else {
            self = .invalid(error.violations, in: error.place.rawValue)
        }
    }
}
