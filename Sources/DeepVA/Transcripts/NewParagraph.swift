// A paragraph before it is stored.

/// A paragraph that is being created.
struct NewParagraph: Sendable {
    var text: String
    let start: Double
    var end: Double
    let speaker: String?
}
