// Which part of a list a request asks for.

import Emulator
import JSON

/// `offset` and `limit` of a request. Most pages of the vendor print no values for them: then a list without `limit`
/// answers everything, and a large one is cut.
struct ListRange {
    /// The most items that a request gets which gives a `limit`.
    static let maximum = 1000

    /// How many items are left out.
    let offset: Int
    /// The most items; nil for all of them.
    let limit: Int?

    /// The page of an envelope with one item.
    static let single = ListRange(offset: 0, limit: 1)

    private init(offset: Int, limit: Int?) {
        self.offset = offset
        self.limit = limit
    }

    /// What a request asks for.
    init(_ call: Call) {
        offset = call.parameters["offset"]?.int ?? 0
        limit = call.parameters["limit"]?.int.map { min($0, Self.maximum) }
    }

    /// The `limit` of an answer with some items: the one that was given, else as large as its page.
    func shownLimit(_ count: Int) -> Int { limit ?? max(100, count) }
}
