// Request methods (RFC 9110 section 9).

import System

/// A request method. Names are case-sensitive.
public struct Method: Sendable, Hashable {
    /// The name.
    public let name: String

    private init(_ name: String) {
        self.name = name
    }

    /// GET.
    public static let get = Method("GET")
    /// HEAD.
    public static let head = Method("HEAD")
    /// POST.
    public static let post = Method("POST")
    /// PUT.
    public static let put = Method("PUT")
    /// PATCH.
    public static let patch = Method("PATCH")
    /// DELETE.
    public static let delete = Method("DELETE")
    /// OPTIONS.
    public static let options = Method("OPTIONS")
    /// CONNECT.
    public static let connect = Method("CONNECT")

    /// The method named by `bytes`; nil if they are not a token.
    init?(token bytes: Span<UInt8>) {
        if bytes.equals("GET") {
            self = .get
        } else if bytes.equals("POST") {
            self = .post
        } else {
            guard !bytes.isEmpty else { return nil }
            for index in bytes.indices where !Token.isToken(bytes[index]) { return nil }
            self.init(unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) })
        }
    }
}
