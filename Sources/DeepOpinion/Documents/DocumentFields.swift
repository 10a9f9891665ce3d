// The parts of documents that a request asks for.

import Emulator
import JSON

/// The `details` of a request (specification, "Texts, segments, details").
struct DocumentFields: Sendable, Equatable {
    /// Whether to show segments; tags imply them.
    let hasSegments: Bool
    /// Whether segments show their tags.
    let hasTags: Bool
    /// Whether to show the attributes of the uploaded record.
    let hasMeta: Bool

    /// Reads a comma-separated list; unknown words are ignored.
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

    /// These without tags and attributes.
    var segmentsOnly: DocumentFields { DocumentFields(hasSegments: hasSegments, hasTags: false, hasMeta: false) }

    /// The details that a request asks for.
    init(_ call: Call) {
        self.init(call.parameters["details"]?.string)
    }
}
