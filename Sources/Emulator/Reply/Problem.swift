// An error as a value: what went wrong, independent of how a platform spells it. Only dialects know the wire form.

import Contract
import HTTP
import JSON
import System

/// Why a request is refused or failed. Thrown by stages and handlers; a platform's ``PlatformDialect`` writes it.
public struct Problem: Error, Sendable {
    /// HTTP status of the answer.
    public let status: Int
    /// A stable machine name, in lower snake case.
    public let code: String
    /// One sentence for a person.
    public let message: String
    /// The member, parameter or part that the message is about, if it is about one.
    public let field: String?
    /// What the contract objects to, when that is the reason.
    public let violations: [Violation]
    /// Further headers of the answer, for example `Allow`.
    public let headers: [(name: String, value: String)]
    /// What the emulator knows beyond the platform, for the journal and the header `X-Deepmock-Request`; printable ASCII.
    public let note: String?

    /// A problem from its parts.
    public init(
        status: Int, code: String, message: String, field: String? = nil, violations: [Violation] = [],
        headers: [(name: String, value: String)] = [], note: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.violations = violations
        self.headers = headers
        self.note = note
    }

    /// The same problem with one more header.
    public func with(header name: String, _ value: String) -> Problem {
        Problem(
            status: status, code: code, message: message, field: field, violations: violations,
            headers: headers + [(name, value)], note: note)
    }

    /// The same problem with a note.
    func with(note: String) -> Problem {
        Problem(
            status: status, code: code, message: message, field: field, violations: violations, headers: headers,
            note: note)
    }
}

extension Problem {
    /// 400: the request is wrong.
    public static func badRequest(_ message: String, field: String? = nil) -> Problem {
        Problem(status: 400, code: "bad_request", message: message, field: field)
    }

    /// 400: the request violates the contract.
    public static func invalid(_ violations: [Violation], in place: String) -> Problem {
        let first = violations.first
        let name = first.map { memberName($0.pointer) } ?? place
        let message = first.map { "\(name): expected \($0.expected), got \($0.got)." } ?? "The \(place) is not valid."
        return Problem(status: 400, code: "invalid", message: message, field: name, violations: violations)
    }

    /// 404 for a path value of the wrong form, which names nothing; 400 for anything else that is wrong with a parameter.
    init(_ error: ParameterError) {
        if error.place == .path, error.violations.contains(where: { $0.keyword == "type" || $0.keyword == "format" }) {
            self = .notFound("The requested object")
        } else {
            self = .invalid(error.violations, in: error.place.rawValue)
        }
    }

    /// What is wrong with a body that could not be received or taken apart; a 415 says which codings can be unpacked.
    public init(_ problem: BodyProblem) {
        self.init(
            status: problem.status, code: "broken_body", message: problem.message,
            headers: problem.status == 415 ? [("Accept-Encoding", ContentCoding.accepted)] : [])
    }

    /// 409: the world of the request's records no longer exists.
    static var worldIsGone: Problem {
        Problem(
            status: 409, code: worldIsGoneCode,
            message: "The tenant was reset, restored or deleted while this request was being handled.")
    }

    /// 409: others have changed what the request is about between two of its parts.
    static var overtaken: Problem {
        Problem(
            status: 409, code: overtakenCode,
            message: "Something that this request is about was changed or deleted while it was being handled.")
    }

    /// 503: requests and answers take all the memory that they may.
    static func crowded(_ message: String) -> Problem {
        Problem(status: 503, code: crowdedCode, message: message, headers: [("Retry-After", "1")])
    }

    /// Whether it is about the emulator, of whose own trouble no contract of a platform knows.
    var isOutsideContract: Bool {
        field == ChosenID.header || [Self.worldIsGoneCode, Self.overtakenCode, Self.crowdedCode].contains(code)
    }

    private static let worldIsGoneCode = "world_is_gone"
    private static let overtakenCode = "overtaken"
    private static let crowdedCode = "crowded"

    /// 401: no credential, or an unknown one.
    public static func unauthenticated(_ message: String) -> Problem {
        Problem(status: 401, code: "unauthenticated", message: message)
    }

    /// 403: the caller may not do this.
    public static func forbidden(_ message: String) -> Problem {
        Problem(status: 403, code: "forbidden", message: message)
    }

    /// 404: the record does not exist, or the caller may not know that it does.
    public static func notFound(_ what: String) -> Problem {
        Problem(status: 404, code: "not_found", message: "\(what) was not found.")
    }

    /// 404: no operation has this path.
    public static let unknownPath = Problem(
        status: 404, code: "unknown_path", message: "The requested path was not found.")

    /// 405: the path does not have this method.
    public static func methodNotAllowed(_ method: String, allow: [String]) -> Problem {
        Problem(
            status: 405, code: "method_not_allowed", message: "Method \(method) is not allowed here.",
            headers: [("Allow", allow.joined(separator: ", "))])
    }

    /// 409: the present state does not allow it.
    public static func conflict(_ message: String, field: String? = nil) -> Problem {
        Problem(status: 409, code: "conflict", message: message, field: field)
    }

    /// 413: reading what the client sent takes too much; 409 when the work was stopped because its world has gone.
    public static func tooMuchWork(_ error: WorkError, field: String? = nil) -> Problem {
        guard error != .cancelled else { return .worldIsGone }
        let subject = field.map { "\($0): " } ?? ""
        return Problem(
            status: 413, code: "too_much_work", message: "\(subject)This is too large. \(error.message)", field: field)
    }

    /// 415: a body in a media type that the operation does not take.
    public static func unsupportedMediaType(_ given: String?, accepted: [String]) -> Problem {
        let name = given.map { "Media type \($0) is" } ?? "A body without Content-Type is"
        return Problem(
            status: 415, code: "unsupported_media_type",
            message: "\(name) not accepted here; use \(accepted.joined(separator: " or ")).")
    }

    /// 500: the emulator itself failed; the cause is in the log, not in the answer.
    public static let internalError = Problem(
        status: 500, code: "internal_error", message: "The server could not complete the request.")

    /// 507: the server has run out of room.
    public static let storageFull = Problem(
        status: 507, code: "storage_full", message: "The server has no room to keep this.")

    /// `/modules/face/top_k` as `modules.face.top_k`, the way people name members.
    static func memberName(_ pointer: String) -> String {
        let tokens = JSONPointer(parsing: pointer)?.tokens ?? []
        return tokens.isEmpty ? "body" : tokens.joined(separator: ".")
    }
}
