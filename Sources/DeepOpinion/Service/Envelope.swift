// The envelope of long lists: the items, then what page they are.

import JSON

/// The end of envelopes.
enum Envelope {
    /// Writes the members behind the list, and closes the object.
    ///
    /// - Parameters:
    ///   - count: how many items the page has.
    ///   - hasMore: whether there are items behind it.
    static func end(_ range: ListRange, count: Int, hasMore: Bool, into writer: inout JSONWriter) {
        writer.field("has_more", hasMore)
        writer.field("offset", range.offset)
        writer.field("limit", range.shownLimit(count))
        writer.field("count", count)
        writer.endObject()
    }
}
