// What a record is known by when an outcome is looked for.

/// The marks of a record by which outcomes find it.
public struct OutcomeSubject: Sendable {
    /// The platform's id.
    public let platform: String
    /// The operation that made the record.
    public let operation: String
    /// The record's id.
    public let id: String
    /// Its sources: URLs, file names, or texts.
    public let sources: [String]
    /// Its tag or name.
    public let tag: String

    /// A subject from its parts.
    public init(platform: String, operation: String, id: String, sources: [String] = [], tag: String = "") {
        self.platform = platform
        self.operation = operation
        self.id = id
        self.sources = sources
        self.tag = tag
    }
}
