// A small HTTP/1.1 client: one request a connection.

import EventLoop
import HTTP
import TLS

/// Sends requests from the loop, for health checks and webhook deliveries. It never blocks. Every request ends in
/// exactly one completion within its time limit, whatever the server does.
public struct HTTPClient {
    /// A request to send.
    public struct Request: Sendable {
        /// The method.
        public var method: Method
        /// The name or address of the host; IPv6 without brackets.
        public var host: String
        /// The address to connect to, if it is not `host`.
        public var address: String?
        /// The port.
        public var port: Int
        /// Whether it goes through TLS, to a server whose certificate the system's authorities vouch for.
        public var isSecure: Bool
        /// The target, beginning with a slash.
        public var target: String
        /// The headers other than Host, Content-Length and Connection, which the client writes.
        public var headers: Headers
        /// The body; empty if there is none.
        public var body: [UInt8]

        /// Creates a request.
        public init(
            method: Method, host: String, address: String? = nil, port: Int, isSecure: Bool = false, target: String,
            headers: Headers = Headers(), body: [UInt8] = []
        ) {
            self.method = method
            self.host = host
            self.address = address
            self.port = port
            self.isSecure = isSecure
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    /// A complete response.
    public struct Response: Sendable {
        /// The status, from 200 to 599.
        public let status: Int
        /// The headers.
        public let headers: Headers
        /// The body.
        public let body: [UInt8]
    }

    /// Why there is no response.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// The host could not be resolved or reached, or the connection broke.
        case connection(LoopError)
        /// The server cannot be trusted, or does not speak TLS.
        case insecure(TLSFailure)
        /// The time limit passed.
        case timeout(milliseconds: Int)
        /// The server closed the connection before the response was complete.
        case cutShort
        /// The received bytes are not an HTTP response.
        case malformed(String)
        /// The response exceeds the size limit.
        case tooLarge(limit: Int)

        /// What to tell a user.
        public var description: String {
            switch self {
            case .connection(let error): error.message
            case .insecure(let failure): "TLS: \(failure.message)."
            case .timeout(let milliseconds): "no response within \(milliseconds) ms."
            case .cutShort: "the connection was closed before the response was complete."
            case .malformed(let reason): "the response is not valid HTTP: \(reason)"
            case .tooLarge(let limit): "the response is larger than \(limit) bytes."
            }
        }
    }

    /// The default limit of a response body, in bytes.
    public static let defaultMaximumBytes = 1 << 20

    private let loop: Loop
    private let maximumBytes: Int
    private let trust = ClientTrust()

    /// Creates a client that accepts response bodies of up to `maximumBytes` bytes.
    public init(loop: Loop, maximumBytes: Int = Self.defaultMaximumBytes) {
        self.loop = loop
        self.maximumBytes = maximumBytes
    }

    /// Sends a request. Redirects are not followed.
    ///
    /// - Parameters:
    ///   - timeoutMilliseconds: the limit for everything, from resolving the host to the last byte of the response.
    ///   - completion: called exactly once, in a later turn of the loop.
    public func send(
        _ request: Request, timeoutMilliseconds: Int, completion: @escaping (Result<Response, Failure>) -> Void
    ) {
        ClientCall(loop: loop, request: request, trust: trust, maximumBytes: maximumBytes, completion: completion)
            .start(timeoutMilliseconds: timeoutMilliseconds)
    }
}
