// What a line of an import stands for.

/// A document on its way into a group.
enum ImportItem: Sendable {
    /// One to be inserted.
    case new(DocumentInput)
    /// One that the project has, by its number.
    case existing(Int)
}
