// What the router says about a path.

/// The router's answer.
public enum RouteMatch: Sendable {
    /// A value that the path gave to a capture.
    public typealias Capture = (name: String, value: String)

    /// An operation takes the request; the captures stand in path order.
    case operation(Operation, captures: [Capture])
    /// The path exists, the method does not; `allow` is the value list of the `Allow` header.
    case methodNotAllowed(allow: [String])
    /// No route has this path.
    case notFound
}
