// A name and its value, of a query or a form.

/// A name and its value.
public struct FormItem: Sendable, Equatable {
    /// The name, decoded.
    public let name: String
    /// The value, decoded; empty if there is no equals sign.
    public let value: String
}
