// Where new documents and their tags belong.

import Emulator

/// The project and session of new documents.
struct DocumentPlacement {
    /// The project; nil for documents of a model without one.
    let project: Int?
    /// The session that the tags belong to; nil for tags of the document itself.
    var session: Int?
    let vocabulary: Vocabulary
    let now: Instant
}
