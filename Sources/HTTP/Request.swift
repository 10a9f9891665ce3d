// Requests: the head, how the body is framed, and the whole thing once the body is there.

import System

/// The head of a request: an object, since it is handed on many times while the request is answered.
public final class RequestHead: Sendable {
    /// The method.
    public let method: Method
    /// The target.
    public let target: RequestTarget
    /// The minor version: 0 for HTTP/1.0, 1 for HTTP/1.1.
    public let minorVersion: Int
    /// The header lines.
    public let headers: RequestHeaders

    init(method: Method, target: RequestTarget, minorVersion: Int, headers: RequestHeaders) {
        self.method = method
        self.target = target
        self.minorVersion = minorVersion
        self.headers = headers
    }
}

/// How a request's body is framed, and what its head says about the connection.
public struct Framing: Sendable {
    /// Where the body ends.
    public enum Body: Sendable, Equatable {
        /// There is none.
        case none
        /// After so many bytes.
        case length(Int)
        /// After the last chunk.
        case chunked
    }

    /// Where the body ends.
    public let body: Body
    /// Whether the client waits for `100 Continue` before it sends the body.
    public let expectsContinue: Bool
    /// Whether the client wants to send another request on this connection.
    public let keepAlive: Bool

    /// A framing from its parts.
    public init(body: Body, expectsContinue: Bool, keepAlive: Bool) {
        self.body = body
        self.expectsContinue = expectsContinue
        self.keepAlive = keepAlive
    }
}

/// A body that could not be taken apart.
public struct BodyProblem: Error, Sendable, Equatable {
    /// Status of the answer.
    public let status: Int
    /// One sentence for a person.
    public let message: String
    /// The beginning of the body as it came, up to ``beginningBytes``.
    public var beginning: [UInt8] = []
    /// How many bytes of the body have come.
    public var size = 0

    /// How much is kept of a body that could not be taken apart.
    public static let beginningBytes = 64 << 10

    /// A problem from its parts.
    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}

/// One part of a multipart body.
public struct Part: Sendable {
    /// The name of its form field.
    public let name: String
    /// The filename, if it is a file; may contain anything.
    public let filename: String?
    /// The media type that it declares, if any.
    public let contentType: String?
    /// Its bytes.
    public let payload: Payload

    /// A part from its parts.
    public init(name: String, filename: String?, contentType: String?, payload: Payload) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.payload = payload
    }
}

/// The body of a request that has arrived.
public enum RequestBody: Sendable {
    /// There is none.
    case none
    /// Bytes.
    case payload(Payload)
    /// The parts of a multipart body.
    case parts([Part])
    /// A multipart body that is not well formed.
    case broken(BodyProblem)

    /// How many bytes it has; of a multipart body those of its parts.
    public var count: Int {
        switch self {
        case .none: 0
        case .broken(let problem): problem.size
        case .payload(let payload): payload.count
        case .parts(let parts): parts.reduce(0) { $0 + $1.payload.count }
        }
    }
}

/// A request whose body has come, whole as a rule.
public struct Request: Sendable {
    /// Its head.
    public let head: RequestHead
    /// Its body.
    public let body: RequestBody
    /// Address of the peer, for logs; empty when there is none.
    public let peer: String
    /// Whether the connection broke before the body's end: ``body`` holds what has come, and nobody waits for an answer.
    public let isCut: Bool

    /// A request from its parts.
    public init(head: RequestHead, body: RequestBody, peer: String = "", isCut: Bool = false) {
        self.isCut = isCut
        self.head = head
        self.body = body
        self.peer = peer
    }
}
