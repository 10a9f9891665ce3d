// The four texts into which all contracts are packed for the binary.

/// All contracts as the binary carries them: a small index that is read at start, and three texts whose pieces are
/// parsed when first needed.
public struct ContractBundle: Sendable {
    /// The route index: lines of fields separated by tabs (see `IndexLine`).
    public let routes: String
    /// The JSON text of every operation, one a line.
    public let operations: String
    /// The JSON text of every component, one a line.
    public let components: String
    /// The JSON text of every platform's document without `paths` and `components`, one a line.
    public let documents: String

    /// Creates a bundle.
    public init(routes: String, operations: String, components: String, documents: String) {
        self.routes = routes
        self.operations = operations
        self.components = components
        self.documents = documents
    }
}
