// The requests that the sinks of one tenant have received: bounded, in memory.

import HTTP
import System

/// The sinks of one tenant.
public final class Sinks {
    /// The most sinks of a tenant.
    public static let maximum = 100
    /// How many requests of each sink are kept.
    public static let capacity = 1000
    /// The bytes that are kept of each body, in a multipart body of all parts together.
    public static let bodyBytes = 64 << 10
    /// The bytes of heads and bodies that are kept in total; the oldest requests of the fullest sink are dropped first.
    public static let totalBytes = 16 << 20

    private struct Sink {
        let name: String
        var total = 0
        /// How many requests it had when somebody last looked.
        var seen = 0
        var bytes = 0
        var requests: [CaughtRequest] = []
    }

    private var sinks: [Sink] = []
    private var bytes = 0

    init() {}

    /// All sinks with the number of requests received, and of those that nobody has looked at.
    public var summaries: [(name: String, total: Int, unseen: Int)] {
        sinks.map { ($0.name, $0.total, $0.total - $0.seen) }
    }

    /// Keeps a request.
    ///
    /// - Returns: its number within its sink.
    /// - Throws: ``Problem`` 409 when there are too many sinks, or what reading the body throws.
    public func add(_ request: Request, to name: String, at now: Instant) throws -> Int {
        let index = try index(of: name)
        var body: [UInt8] = []
        var parts: [CaughtRequest.CaughtPart] = []
        switch request.body {
        case .payload(let payload): body = try payload.read(at: 0, count: Self.bodyBytes)
        case .parts(let all):
            var room = Self.bodyBytes
            parts = try all.map { part in
                let content = try part.payload.read(at: 0, count: room)
                room -= content.count
                return CaughtRequest.CaughtPart(
                    name: part.name, filename: part.filename, contentType: part.contentType,
                    size: part.payload.count, content: content)
            }
        case .broken(let problem): body = problem.beginning
        case .none: break
        }
        let kept =
            body.count + request.head.headers.byteCount
            + parts.reduce(0) { sum, part in
                sum + part.content.count + part.name.utf8.count + (part.filename?.utf8.count ?? 0)
                    + (part.contentType?.utf8.count ?? 0)
            }
        sinks[index].total += 1
        sinks[index].requests.append(
            CaughtRequest(
                number: sinks[index].total, at: now, method: request.head.method.name,
                target: String(request.head.target.raw.prefix(2048)), headers: request.head.headers.pairs,
                size: request.body.count, body: body, parts: parts, kept: kept))
        sinks[index].bytes += kept
        bytes += kept
        if sinks[index].requests.count > Self.capacity { dropOldest(of: index) }
        while bytes > Self.totalBytes, let fullest = sinks.indices.max(by: { sinks[$0].bytes < sinks[$1].bytes }) {
            dropOldest(of: fullest)
        }
        return sinks[index].total
    }

    /// The requests that a sink keeps, oldest first, and how many it has received. They count as looked at from now on.
    public func look(at name: String) -> (total: Int, kept: [CaughtRequest]) {
        guard let index = sinks.firstIndex(where: { $0.name == name }) else { return (0, []) }
        sinks[index].seen = sinks[index].total
        return (sinks[index].total, sinks[index].requests)
    }

    /// Removes a sink.
    public func remove(_ name: String) {
        guard let index = sinks.firstIndex(where: { $0.name == name }) else { return }
        bytes -= sinks.remove(at: index).bytes
    }

    /// Removes all sinks.
    func clear() {
        sinks = []
        bytes = 0
    }

    private func index(of name: String) throws -> Int {
        if let index = sinks.firstIndex(where: { $0.name == name }) { return index }
        guard sinks.count < Self.maximum else {
            throw Problem.conflict("This tenant already has \(Self.maximum) sinks. Delete one first.")
        }
        sinks.append(Sink(name: name))
        return sinks.count - 1
    }

    private func dropOldest(of index: Int) {
        let size = sinks[index].requests.removeFirst().kept
        sinks[index].bytes -= size
        bytes -= size
    }
}
