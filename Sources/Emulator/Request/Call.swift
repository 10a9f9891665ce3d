// What a handler gets: the checked request, the caller, the tenant, and the small things that every handler needs.

import Contract
import HTTP
import JSON
import Store
import System

/// One request on its way to its handler. An object, because every step takes it.
public final class Call {
    /// The emulator; only the control plane has business with it.
    public let emulator: Emulator
    /// The tenant that the request belongs to.
    public let tenant: Tenant
    /// The platform that answers.
    public let platform: Platform
    /// The operation that was found.
    public let operation: Operation
    /// The request as it came.
    public let request: Request
    /// The time of the request on the tenant's clock.
    public let now: Instant
    /// For URLs in the answer.
    public let links: Links
    /// Who calls; anonymous until authentication has run.
    public internal(set) var caller: Caller = .anonymous
    /// Captures of the path, decoded.
    public internal(set) var captures: [(name: String, value: String)]
    /// Query and header parameters after validation and coercion, defaults filled in.
    public internal(set) var parameters = JSON.object(JSONObject())
    /// The body as JSON whatever its encoding was; null when there is none. File parts stand in ``uploads``.
    public internal(set) var body: JSON = .null
    /// The files of a multipart body, in order.
    public internal(set) var uploads: [Upload] = []

    /// The body, once it is decoded and until it has been checked.
    var decodedBody: BodyDecoder.Decoded?

    init(
        emulator: Emulator, tenant: Tenant, platform: Platform, operation: Operation, request: Request, now: Instant,
        links: Links, captures: [(name: String, value: String)]
    ) {
        self.emulator = emulator
        self.tenant = tenant
        self.platform = platform
        self.operation = operation
        self.request = request
        self.now = now
        self.links = links
        self.captures = captures
    }

    /// The tenant's database.
    public var database: Database { tenant.database }

    /// A text capture of the path. Asking for one that the template does not have is a programmer error.
    public func path(_ name: String) -> String {
        for capture in captures where capture.name == name { return capture.value }
        preconditionFailure("\(operation.id) has no path parameter \(name): see \(operation.template).")
    }

    /// An integer capture of the path; the router has made sure that it is one.
    public func integer(_ name: String) -> Int {
        guard let value = Int(path(name)) else {
            preconditionFailure("Path parameter \(name) of \(operation.id) is not declared as integer.")
        }
        return value
    }

    /// The page that `offset` and `limit` ask for.
    public var page: PageRequest {
        PageRequest(offset: parameters["offset"]?.int ?? 0, limit: parameters["limit"]?.int ?? 10)
    }

    /// The request's query, decoded, in order; empty when it is not well formed, which validation refuses before.
    public var query: [(name: String, value: String)] {
        guard let raw = request.head.target.rawQuery, let items = try? QueryItems(parsing: raw) else { return [] }
        return items.map { ($0.name, $0.value) }
    }

    /// An answer with one page of a list in the dialect that the contract names.
    ///
    /// - Parameters:
    ///   - total: number of objects in the whole list.
    ///   - page: the page that is answered, where that is not quite the one asked for; nil stands for ``page``.
    ///   - filters: what the list is filtered by beyond the query, for the links to other pages.
    ///   - items: writes the objects of this page.
    public func paged(
        total: Int, page: PageRequest? = nil, filters: [(name: String, value: String)] = [],
        items: (inout JSONWriter) throws -> Void
    ) rethrows -> Reply {
        let page = pageObject(page ?? self.page, total: total, filters: filters)
        return try Reply.json { try page.write(into: &$0, items: items) }
    }

    /// The objects that are written in one slice of a long page.
    private static let objectsPerSlice = 200

    /// A page that may have very many objects: those of a long one are written in slices, with other requests answered in
    /// between.
    ///
    /// - Parameter items: writes the objects that a part of the page asks for.
    public func pagedInSlices(
        total: Int, items: @escaping (inout JSONWriter, PageRequest) throws -> Void
    ) throws -> Reply {
        let request = page
        let page = pageObject(request, total: total, filters: [])
        let count = max(0, min(request.limit, total - request.offset))
        guard count > Self.objectsPerSlice else {
            let all = PageRequest(offset: request.offset, limit: count)
            return try Reply.json { try page.write(into: &$0) { try items(&$0, all) } }
        }
        var writer = JSONWriter(reserving: 64 << 10)
        page.begin(into: &writer)
        var done = 0
        return .slices {
            let part = min(Self.objectsPerSlice, count - done)
            try items(&writer, PageRequest(offset: request.offset + done, limit: part))
            done += part
            guard done == count else { return .growing(writer.count) }
            page.end(into: &writer)
            return .done(.json(written: writer))
        }
    }

    private func pageObject(_ request: PageRequest, total: Int, filters: [(name: String, value: String)]) -> Page {
        guard let dialect = operation.page else {
            preconditionFailure("\(operation.id) answers a page but its contract has no x-page.")
        }
        return Page(
            dialect: dialect, request: request, total: total, url: self.links.url(self.ownPath), query: query + filters,
            printsAllLinks: dialect == .a && platform.printsAllPageLinks(tenant.settings))
    }

    /// The path of this request under the prefix that the client used, since objects may differ between prefixes; with
    /// a final slash where the operation is documented with one.
    private var ownPath: String {
        var rest = request.head.target.path
        // The tenant's prefix is part of the links' base.
        if rest.begins(with: "t") { for _ in 0..<2 { _ = rest.removeFirst() } }
        let path = rest.segments.map { "/" + PercentEncoding.pathSegment($0) }.joined()
        return operation.template.hasSuffix("/") ? path + "/" : path
    }
}
