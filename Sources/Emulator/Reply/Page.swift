// Pages of lists: which rows a request asks for, and the page object in its dialects.

import Contract
import JSON

/// What part of a list a request asks for.
public struct PageRequest: Sendable, Equatable {
    /// Zero-based index of the first object.
    public let offset: Int
    /// The most objects in the page.
    public let limit: Int

    /// A page request from its parts.
    public init(offset: Int, limit: Int) {
        self.offset = offset
        self.limit = limit
    }
}

/// Writes page objects.
public struct Page {
    private let dialect: PageDialect
    private let request: PageRequest
    private let total: Int
    private let url: () -> String
    private let query: [(name: String, value: String)]
    private let printsAllLinks: Bool

    /// A page.
    ///
    /// - Parameters:
    ///   - dialect: form of the page object.
    ///   - request: offset and limit.
    ///   - total: number of objects in the whole list.
    ///   - url: absolute URL of the list, without query; made only when a link needs it.
    ///   - query: the request's query; all but `offset` and `limit` is kept in links.
    ///   - printsAllLinks: whether the old form prints its links as the platform's samples do: to pages that do not
    ///     exist, too, and without the rest of the query.
    public init(
        dialect: PageDialect, request: PageRequest, total: Int, url: @autoclosure @escaping () -> String,
        query: [(name: String, value: String)],
        printsAllLinks: Bool
    ) {
        self.dialect = dialect
        self.request = request
        self.total = total
        self.url = url
        self.query = query
        self.printsAllLinks = printsAllLinks
    }

    /// Writes the page; `items` writes the elements of `data`.
    public func write(into writer: inout JSONWriter, items: (inout JSONWriter) throws -> Void) rethrows {
        begin(into: &writer)
        try items(&writer)
        end(into: &writer)
    }

    /// Writes what comes before the elements of `data`.
    func begin(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("total", total)
        if dialect == .b {
            writeLinks(into: &writer)
            writer.field("limit", request.limit)
            writer.field("offset", request.offset)
        } else {
            writer.field("offset", request.offset)
            writer.field("limit", request.limit)
            writeLinks(into: &writer)
        }
        writer.key("data")
        writer.beginArray()
    }

    /// Writes what comes behind the elements of `data`.
    func end(into writer: inout JSONWriter) {
        writer.endArray()
        writer.endObject()
    }

    private func writeLinks(into writer: inout JSONWriter) {
        let (end, overflow) = request.offset.addingReportingOverflow(request.limit)
        let always = printsAllLinks && dialect == .a
        let next = !overflow && (end < total || always) ? link(offset: end) : nil
        let start = max(0, request.offset - request.limit)
        let previous = (request.offset > 0 && start < total) || always ? link(offset: start) : nil
        writer.field("next", next)
        writer.field("prev", previous)
    }

    private func link(offset: Int) -> String {
        if printsAllLinks, dialect == .a { return "\(url())?limit=\(request.limit)&offset=\(offset)" }
        var items = query.filter { $0.name != "offset" && $0.name != "limit" }
        items.append(("limit", String(request.limit)))
        items.append(("offset", String(offset)))
        items.sort { $0.name < $1.name }
        return url() + "?"
            + items.map { "\(PercentEncoding.query($0.name))=\(PercentEncoding.query($0.value))" }
            .joined(separator: "&")
    }
}
