// Why worlds could not be moved or found.

/// A command about several servers failed. The description is the line that the user sees.
public struct ScaleFailure: Error, CustomStringConvertible {
    /// Why.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
