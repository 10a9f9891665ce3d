// The names and values of a query.

/// The names and values of a query.
public struct QueryItems: Sendable, Sequence {
    private let items: [FormItem]

    /// Parses a query, given without its question mark.
    ///
    /// - Throws: as ``FormDecoder/decode(_:)``.
    public init(parsing text: String) throws(ProtocolError) {
        items = try FormDecoder.decode(Array(text.utf8)[...])
    }

    /// The items, in order.
    public func makeIterator() -> IndexingIterator<[FormItem]> { items.makeIterator() }
}
