// A position among the labels of a label set.

/// The last label that a list has reached, in the order of files and then of creation.
struct LabelCursor: Sendable {
    /// Position of the label's file.
    let position: Int
    /// Row of the label.
    let seq: Int

    /// Before every label.
    static let start = LabelCursor(position: -1, seq: 0)
}
