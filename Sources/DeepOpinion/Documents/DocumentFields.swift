// What a list of documents is asked to show.

import Emulator
import JSON

/// The `details` of a request (specification, "Texts, segments, details").
struct DocumentFields: Sendable, Equatable {
    /// Segments, also when only tags are asked for.
    let hasSegments: Bool
    /// Tags inside segments.
    let hasTags: Bool
    /// Attributes of the uploaded record.
    let hasMeta: Bool

    /// From a comma-separated text; unknown words are ignored.
    init(_ text: String?) {
        let words = Set((text ?? "").split(separator: ",").map { $0.filter { $0 != " " }.lowercased() })
        hasTags = words.contains("tags")
        hasSegments = hasTags || words.contains("segments")
        hasMeta = words.contains("meta")
    }

    private init(hasSegments: Bool, hasTags: Bool, hasMeta: Bool) {
        self.hasSegments = hasSegments
        self.hasTags = hasTags
        self.hasMeta = hasMeta
    }

    /// The same without tags and attributes.
    var segmentsOnly: DocumentFields { DocumentFields(hasSegments: hasSegments, hasTags: false, hasMeta: false) }

    /// The details that a request asks for.
    init(_ call: Call) {
        self.init(call.parameters["details"]?.string)
    }
}
