// What can be wrong with an XML part of a package.

/// An XML text that is malformed, or has what a package may not have.
enum XMLError: Error, Equatable {
    /// The text ends inside something, or a tag is not closed as it was opened.
    case malformed(offset: Int)
    /// A document type declaration, the door to entity bombs; packages may not have one (ECMA-376 part 2, 6.2.5).
    case documentType
    /// Elements inside elements beyond the limit.
    case tooDeep(limit: Int)
}
