// A segment with its text, as models read it.

/// One segment with its text.
struct SegmentText: Sendable {
    let document: Int
    let id: Int
    let text: String
}
