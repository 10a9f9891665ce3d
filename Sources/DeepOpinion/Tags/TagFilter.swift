// Whose tags a document shows.

/// A choice of tags.
enum TagFilter: Sendable {
    /// Those that people have added, in any session, or sent with the document.
    case people
    /// Those of one labeling or correction session.
    case session(Int)
    /// Those that one analysis has predicted.
    case analysis(Int)
}
