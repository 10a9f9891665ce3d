// The class and label of a tag by their numbers.

/// The class and label of a tag by their numbers.
struct TagNumbers: Sendable, Equatable {
    let classNumber: Int?
    let labelNumber: Int?
}
