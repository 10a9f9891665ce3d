// What a classifier learns from.

/// One annotated segment: its text and the tags that people gave it, perhaps none.
struct Example: Sendable {
    let text: String
    let tags: [Prediction]
}
