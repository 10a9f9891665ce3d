// A small HTTP/1.1 client: one request on one connection, then it is closed.

import EventLoop
import HTTP

/// Sends requests from the loop, for health checks and webhook deliveries. It never blocks, and whatever the other side
/// does or leaves undone, every request ends in one completion within its time.
public struct HTTPClient {
    /// A request to send.
    public struct Request: Sendable {
        /// The method.
        public var method: Method
        /// Name or number of the host; IPv6 without brackets.
        public var host: String
        /// Where to connect in place of `host`, if that is not it.
        public var address: String?
        /// The port.
        public var port: Int
        /// The target, from its first slash.
        public var target: String
        /// Headers beside Host, Content-Length and Connection, which the client writes.
        public var headers: Headers
        /// The body; empty for none.
        public var body: [UInt8]

        /// A request from its parts.
        public init(
            method: Method, host: String, address: String? = nil, port: Int, target: String,
            headers: Headers = Headers(), body: [UInt8] = []
        ) {
            self.method = method
            self.host = host
            self.address = address
            self.port = port
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    /// An answer that has arrived in full.
    public struct Response: Sendable {
        /// The status, from 200 to 599.
        public let status: Int
        /// The headers.
        public let headers: Headers
        /// The body.
        public let body: [UInt8]
    }

    /// Why there is no answer.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// The host could not be found or reached, or the connection broke.
        case connection(LoopError)
        /// The time was over.
        case timeout(milliseconds: Int)
        /// The other side closed the connection before its answer was complete.
        case cutShort
        /// What came is no answer.
        case malformed(String)
        /// The answer is larger than the client takes.
        case tooLarge(limit: Int)

        /// One sentence for a person.
        public var description: String {
            switch self {
            case .connection(let error): error.message
            case .timeout(let milliseconds): "no answer within \(milliseconds) ms."
            case .cutShort: "the connection was closed before the answer was complete."
            case .malformed(let reason): "the answer is not HTTP: \(reason)"
            case .tooLarge(let limit): "the answer is larger than \(limit) bytes."
            }
        }
    }

    /// The largest body taken unless told otherwise, in bytes.
    public static let defaultMaximumBytes = 1 << 20

    private let loop: Loop
    private let maximumBytes: Int

    /// A client whose answers may have up to `maximumBytes` bytes of body.
    public init(loop: Loop, maximumBytes: Int = Self.defaultMaximumBytes) {
        self.loop = loop
        self.maximumBytes = maximumBytes
    }

    /// Sends a request. Redirects are not followed.
    ///
    /// - Parameters:
    ///   - timeoutMilliseconds: for everything, from looking the host up to the last byte of the answer.
    ///   - completion: called exactly once, in a later turn of the loop.
    public func send(
        _ request: Request, timeoutMilliseconds: Int, completion: @escaping (Result<Response, Failure>) -> Void
    ) {
        ClientCall(loop: loop, request: request, maximumBytes: maximumBytes, completion: completion)
            .start(timeoutMilliseconds: timeoutMilliseconds)
    }
}
