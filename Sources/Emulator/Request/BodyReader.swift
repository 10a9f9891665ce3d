// Reads the body of one request: decoded, then checked against its contract. Runs on any thread.

import Contract
import HTTP
import JSON

/// Reads the body of one request.
struct BodyReader: Sendable {
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

        func fill(_ call: Call) {
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
