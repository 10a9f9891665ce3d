// A response before it is written.

/// A response.
public struct Response: Sendable {
    /// The status.
    public var status: Int
    /// The headers, without those that frame the body.
    public var headers: Headers
    /// The body.
    public var body: ResponseBody
    /// How it misbehaves on the wire, if at all.
    public var fault: WireFault?

    /// Creates a response.
    public init(status: Int, headers: Headers = Headers(), body: ResponseBody = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
