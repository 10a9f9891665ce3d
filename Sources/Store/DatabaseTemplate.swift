// What a program makes its databases of.

/// An empty database, and the ways to its schema from older ones.
public struct DatabaseTemplate: Sendable {
    /// A serialized database with every table, and no row but those that the schema makes.
    public let image: [UInt8]
    /// The ways from older schemas to that of ``image``.
    public let migrations: [Migration]

    /// A template from its parts.
    public init(image: [UInt8], migrations: [Migration]) {
        self.image = image
        self.migrations = migrations
    }
}
