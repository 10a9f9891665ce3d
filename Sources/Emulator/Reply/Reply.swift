// What a handler answers: a value, so that tests can look at it and the host can send it when the turn is committed.

import HTTP
import JSON
import System

/// A handler's answer.
public struct Reply {
    /// The body of an answer that is ready.
    public enum Body {
        /// No body.
        case none
        /// A JSON document.
        case json([UInt8])
        /// A document of another media type that is made for this request.
        case document([UInt8], mediaType: String)
        /// Something to download, of which a GET request may want a part, or nothing if it has not changed.
        case content(Content)
        /// A body that goes on while it is sent.
        case live(any LiveBody, mediaType: String)
        /// What a request has selected of a content.
        case selection(ResponseBody, mediaType: String?)
    }

    /// Something to download, in memory or in a file.
    public struct Content: Sendable {
        let payload: Payload
        let mediaType: String
        /// When it was changed last; nil if nobody knows, because it has just been made.
        let modified: Instant?
        /// Its entity tag, once it is known.
        var tag: EntityTag?
    }

    /// Whether the answer is ready, or what has to happen first.
    enum Kind {
        case ready(Body)
        case later(Later)
        case slices(() throws -> Slice, outlivesWorld: Bool)
        case alone(() throws -> Reply)
    }

    /// Work for the thread pool, and what to do with its result on the loop.
    struct Later {
        /// Does the work, which any of the cancellations may stop.
        let work: @Sendable (_ cancellations: [WorkCancellation]) throws -> any Sendable
        let then: (any Sendable) throws -> Reply
        /// Whether it waits until no other work of this kind runs.
        let isExclusive: Bool
        /// How long it may take.
        let lane: WorkLane
        /// How much memory its result takes until the request is answered, in bytes, about; 0 for little.
        var memory = 0
        /// Whether a handler has begun with it: what the request was checked against may be gone when it goes on.
        var isFirst = false
    }

    /// The result of one slice of a long task on the loop.
    public enum Slice {
        /// There is more to do at once.
        case again
        /// There is more to do at once, and an answer has so many bytes by now.
        case growing(Int)
        /// Nothing to do until something else happens.
        case waiting
        /// Finished.
        case done(Reply)
    }

    /// HTTP status.
    public let status: Int
    /// Further headers, after the dialect's own.
    public let headers: [(name: String, value: String)]
    let kind: Kind

    private init(status: Int, headers: [(name: String, value: String)], kind: Kind) {
        self.status = status
        self.headers = headers
        self.kind = kind
    }

    /// A reply without body.
    public static func empty(_ status: Int, headers: [(name: String, value: String)] = []) -> Reply {
        Reply(status: status, headers: headers, kind: .ready(.none))
    }

    /// A JSON document that was built as a value.
    public static func json(
        _ value: JSON, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(status: status, headers: headers, kind: .ready(.json(value.serialized())))
    }

    /// A JSON document that was written on the thread pool.
    public static func json(serialized bytes: [UInt8]) -> Reply {
        Reply(status: 200, headers: [], kind: .ready(.json(bytes)))
    }

    /// A JSON document, written directly.
    public static func json(status: Int = 200, _ write: (inout JSONWriter) throws -> Void) rethrows -> Reply {
        // As much as the allocator gives away fastest.
        var writer = JSONWriter(reserving: 992)
        try write(&writer)
        return Reply(status: status, headers: [], kind: .ready(.json(writer.take())))
    }

    /// A JSON document that was written before.
    static func json(written writer: JSONWriter) -> Reply {
        Reply(status: 200, headers: [], kind: .ready(.json(writer.bytes)))
    }

    /// A document of any media type that is made for this request, and differs with the next one.
    public static func document(
        _ text: String, mediaType: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(status: status, headers: headers, kind: .ready(.document(Array(text.utf8), mediaType: mediaType)))
    }

    /// An answer whose body goes on while it is sent, until either side ends it.
    public static func live(
        _ body: any LiveBody, mediaType: String, headers: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(status: 200, headers: headers, kind: .ready(.live(body, mediaType: mediaType)))
    }

    /// Something to download. GET and HEAD requests get it with an entity tag and the time of its last change; their
    /// conditions and ranges are obeyed (RFC 9110 sections 13 and 14).
    ///
    /// - Parameters:
    ///   - modified: when it was changed last, on the tenant's clock; nil for something that has just been made, for
    ///     which conditions on dates mean nothing.
    ///   - headers: further headers of the whole, such as `Content-Disposition`.
    public static func content(
        _ payload: Payload, mediaType: String, modified: Instant? = nil,
        headers: [(name: String, value: String)] = []
    ) -> Reply {
        let content = Content(payload: payload, mediaType: mediaType, modified: modified)
        return Reply(status: 200, headers: headers, kind: .ready(.content(content)))
    }

    /// The reply of a handler: work for the pool is its first.
    var ofHandler: Reply {
        guard case .later(var later) = kind else { return self }
        later.isFirst = true
        return Reply(status: status, headers: headers, kind: .later(later))
    }

    /// The reply with a content whose entity tag is known.
    func with(_ content: Content) -> Reply {
        Reply(status: status, headers: headers, kind: .ready(.content(content)))
    }

    /// What a request has selected of a content.
    static func selection(
        _ body: ResponseBody, mediaType: String?, status: Int, headers: [(name: String, value: String)]
    ) -> Reply {
        Reply(status: status, headers: headers, kind: .ready(.selection(body, mediaType: mediaType)))
    }

    /// Work of more than about a millisecond: `work` runs on the thread pool, `then` on the loop with its result, in a
    /// savepoint of its own. What either throws answers the request.
    ///
    /// - Parameters:
    ///   - oneAtATime: whether the work waits for other work of this kind, in the order of the requests: for what takes
    ///     much memory on purpose, such as password hashes.
    ///   - lane: ``WorkLane/short`` for work that is over after some milliseconds whatever the client sent.
    public static func later<T: Sendable>(
        oneAtATime: Bool = false, lane: WorkLane = .long, _ work: @escaping @Sendable () throws -> T,
        then: @escaping (T) throws -> Reply
    ) -> Reply {
        later(
            Later(
                work: { _ in try work() }, then: { try then(Self.unwrap($0)) }, isExclusive: oneAtATime, lane: lane))
    }

    /// The same for work that reads what a client has sent: `work` charges a budget, and is stopped when the client has
    /// left or the tenant's world is gone.
    public static func later<T: Sendable>(
        lane: WorkLane = .long, limits: WorkBudget.Limits = .standard,
        _ work: @escaping @Sendable (WorkBudget) throws -> T, then: @escaping (T) throws -> Reply
    ) -> Reply {
        later(
            Later(
                work: { try work(WorkBudget(limits, cancellations: $0)) }, then: { try then(Self.unwrap($0)) },
                isExclusive: false, lane: lane))
    }

    /// Work whose result takes much memory until the request is answered.
    ///
    /// - Parameter memory: how much, in bytes, about.
    static func later<T: Sendable>(
        lane: WorkLane, memory: Int, _ work: @escaping @Sendable () throws -> T, then: @escaping (T) throws -> Reply
    ) -> Reply {
        later(
            Later(
                work: { _ in try work() }, then: { try then(Self.unwrap($0)) }, isExclusive: false, lane: lane,
                memory: memory))
    }

    private static func later(_ later: Later) -> Reply {
        Reply(status: 0, headers: [], kind: .later(later))
    }

    /// A long task on the loop, called again and again in savepoints of its own until it is done, with other connections
    /// served in between.
    ///
    /// - Parameter outlivesWorld: whether the task goes on when the tenant's world is exchanged; one that is about its
    ///   records ends with 409 then.
    public static func slices(outlivesWorld: Bool = false, _ slice: @escaping () throws -> Slice) -> Reply {
        Reply(status: 0, headers: [], kind: .slices(slice, outlivesWorld: outlivesWorld))
    }

    /// Work on a whole world, such as a reset: done between two requests, when no savepoint is open, so that what was
    /// written before can be committed first. It answers for its own atomicity.
    public static func alone(_ work: @escaping () throws -> Reply) -> Reply {
        Reply(status: 0, headers: [], kind: .alone(work))
    }

    private static func unwrap<T>(_ value: any Sendable) -> T {
        guard let value = value as? T else {
            preconditionFailure("A reply's work returned \(type(of: value)) where its continuation takes \(T.self).")
        }
        return value
    }
}
