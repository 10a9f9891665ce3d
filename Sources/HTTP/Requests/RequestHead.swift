// The head of a request.

import System

/// The head of a request. An object, because it is passed on many times while the request is handled.
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

    /// Whether it was made of these bytes.
    func consists(of bytes: Span<UInt8>) -> Bool {
        let own = headers.bytes
        return own.span.equals(bytes)
    }
}
