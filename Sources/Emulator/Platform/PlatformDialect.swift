// How a platform speaks: the JSON of its errors and the headers of its answers.

import HTTP

/// A platform's way of writing answers. One per platform; no state.
public protocol PlatformDialect: Sendable {
    /// The body of an error answer, and its media type.
    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String)

    /// The headers of an answer in the vendor's own order, up to the content type; what a handler adds follows them,
    /// and the emulator's own `X-Deepmock-…` headers come last.
    ///
    /// - Parameters:
    ///   - date: the `Date` value on the tenant's clock.
    ///   - contentType: the `Content-Type` value, or nil when there is no body.
    func headers(date: String, contentType: String?) -> Headers

    /// The `Server` header, which comes first; nil for none.
    var server: String? { get }

    /// The `Content-Type` value of JSON answers.
    var jsonMediaType: String { get }
}

extension PlatformDialect {
    /// None.
    public var server: String? { nil }

    /// `application/json`.
    public var jsonMediaType: String { "application/json" }

    /// `Server` if there is one, `Date`, and `Content-Type` if there is a body.
    public func headers(date: String, contentType: String?) -> Headers {
        var headers = Headers()
        if let server { headers.add("Server", server) }
        headers.add("Date", date)
        if let contentType { headers.add("Content-Type", contentType) }
        return headers
    }
}
