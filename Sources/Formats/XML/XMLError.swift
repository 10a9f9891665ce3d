// Why an XML part of a package could not be read.

/// An XML text that is malformed or contains something that packages must not have.
enum XMLError: Error, Equatable {
    /// The text ends too early, or tags do not match.
    case malformed(offset: Int)
    /// There is a document type declaration, which allows entity bombs. Packages must not have one (ECMA-376 part 2,
    /// 6.2.5).
    case documentType
    /// Elements are nested too deeply.
    case tooDeep(limit: Int)
}
