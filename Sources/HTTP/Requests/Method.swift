// Request methods (RFC 9110 section 9).

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

    private static let common: [Method] = [.get, .post, .put, .delete, .head, .patch, .options, .connect]

    /// The method named by `bytes`; nil if they are not a token.
    init?(token bytes: ArraySlice<UInt8>) {
        for method in Self.common where method.name.utf8.elementsEqual(bytes) {
            self = method
            return
        }
        guard !bytes.isEmpty, bytes.allSatisfy(Token.isToken) else { return nil }
        self.init(String(decoding: bytes, as: UTF8.self))
    }
}
