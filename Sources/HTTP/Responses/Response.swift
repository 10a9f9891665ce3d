// A response before it is written.

/// An answer.
public struct Response: Sendable {
    /// The status.
    public var status: Int
    /// The headers, without those that frame the body.
    public var headers: Headers
    /// The body.
    public var body: ResponseBody
    /// How it misbehaves on the wire, if it is to.
    public var fault: WireFault?

    /// An answer from its parts.
    public init(status: Int, headers: Headers = Headers(), body: ResponseBody = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
