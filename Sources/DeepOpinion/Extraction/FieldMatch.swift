// A field of a document with its value.

/// A field that was found, or invented for a document without text.
struct FieldMatch: Sendable {
    let label: String
    let value: String
    /// From 0 to 1.
    let confidence: Double
    /// Counted from 0.
    let page: Int
    /// Left, top, right and bottom, each from 0 to 1.
    let box: (left: Double, top: Double, right: Double, bottom: Double)

    /// Whether the value fits the kind of the field: dates and amounts have digits.
    var isConverted: Bool {
        switch FieldKind(label) {
        case .date, .amount: value.contains(where: \.isNumber)
        case .email: value.contains("@")
        default: true
        }
    }
}
