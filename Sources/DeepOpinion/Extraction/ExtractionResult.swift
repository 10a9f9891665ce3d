// What was extracted from one file.

/// The fields of one file.
struct ExtractionResult: Sendable {
    let document: ScannedDocument
    let matches: [FieldMatch]
    /// The matches by their labels.
    let matchOf: [String: FieldMatch]
    let credits: Int
    /// Whether every field was found.
    let isComplete: Bool
    /// Whether every field was found with sufficient confidence.
    let isConfident: Bool
    /// Whether every value fits the kind of its field.
    let isConverted: Bool
    /// PNG files of the pages, if asked for.
    let pictures: [[UInt8]]
}
