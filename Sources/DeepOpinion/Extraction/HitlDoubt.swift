// A value that a person has to review.

import JSON

/// An extracted value that is missing or not certain enough.
struct HitlDoubt {
    /// Number and name of the document that it was found in.
    let document: Int
    let documentName: String
    /// The page, counted from 1.
    let page: Int
    let label: String
    /// 0 to 1.
    let threshold: Double
    let value: String?
    /// Corners as fractions of the page, or null.
    let box: JSON
}
