// What predicts the tags of texts that were not learned, and how a file of it begins and goes on.

import JSON

/// Predicts tags.
protocol TagPredictor: Sendable {
    /// The first line of its files, which names their format.
    static var format: String { get }
    /// Its own members of a file's head.
    var head: JSONObject { get }
    /// Appends its arrays to a file.
    func append(to encoder: inout ClassifierEncoder)
    /// The tags of a segment, best first; none for a text about nothing known.
    func predict(_ text: String) -> [Prediction]
}
