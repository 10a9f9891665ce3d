// What was found out about a request when its head was there, kept until its body has come.

/// What is to be done with the body of a request.
public struct BodyPolicy: Sendable, Equatable {
    /// Whether the request is answered at once: its body is thrown away while it arrives, and the connection closes
    /// behind the answer.
    public var isRefused: Bool
    /// Whether a multipart body is wanted as its bytes instead of taken apart.
    public var isBinary: Bool
    /// Whether what has come of the body is wanted when the connection breaks before its end.
    public var keepsPart: Bool
    /// After how many bytes of the body the connection is reset; nil stands for never.
    public var cutAfter: Int?

    /// A policy; unless told otherwise a body is received whole, and taken apart if it is multipart.
    public init(isRefused: Bool = false, isBinary: Bool = false, keepsPart: Bool = false, cutAfter: Int? = nil) {
        self.isRefused = isRefused
        self.isBinary = isBinary
        self.keepsPart = keepsPart
        self.cutAfter = cutAfter
    }
}

/// A request whose head has been looked at. Whoever answers requests makes one for each head, perhaps of a class of its
/// own that knows more; the connection keeps it and hands it back with the body.
open class Admission {
    /// The head.
    public let head: RequestHead
    /// What is to be done with the body.
    public var bodyPolicy: BodyPolicy

    /// An admission of a request with this head.
    public init(head: RequestHead, bodyPolicy: BodyPolicy = BodyPolicy()) {
        self.head = head
        self.bodyPolicy = bodyPolicy
    }
}
