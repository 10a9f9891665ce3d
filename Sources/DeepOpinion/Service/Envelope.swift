// The envelope of long lists: the items, then what page they are.

import Emulator
import JSON

/// The end of envelopes.
enum Envelope {
    /// Writes the members behind the list, and closes the object.
    ///
    /// - Parameter count: how many items were found when one more than the page holds was asked for.
    static func end(_ page: PageRequest, count: Int, into writer: inout JSONWriter) {
        writer.field("has_more", count > page.limit)
        writer.field("offset", page.offset)
        writer.field("limit", page.limit)
        writer.field("count", min(count, page.limit))
        writer.endObject()
    }
}
