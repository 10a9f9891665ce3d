// The result of routing a path.

/// The result of routing.
public enum RouteMatch: Sendable {
    /// The value of a capture.
    public typealias Capture = (name: String, value: String)

    /// An operation matches; its captures are in path order.
    case operation(Operation, captures: [Capture])
    /// The path exists, but not with this method. `allow` is the value list of the `Allow` header.
    case methodNotAllowed(allow: [String])
    /// No route has this path.
    case notFound
}
