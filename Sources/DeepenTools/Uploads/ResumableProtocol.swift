// The decisions of the resumable upload protocol, as a pure function of a session's state and a request.

/// What one request to a session leads to (specification, "Uploads").
enum ResumableProtocol: Equatable {
    /// The session is complete: 200 with the object.
    case finished
    /// Everything is there; complete the session without new bytes.
    case finalise
    /// Nothing to store: 308 with the range that is there.
    case status
    /// Bytes before these are missing: 503.
    case gap(offset: Int, received: Int)
    /// 400 with this sentence; the session stays as it is.
    case refuse(String)
    /// Store a part of the body.
    case store(Part)

    /// Chunks that do not complete the file are kept up to a multiple of this many bytes.
    static let alignment = 262_144

    /// The part of a body that is to be stored.
    struct Part: Equatable {
        /// Bytes at the start of the body that are there already.
        var skip = 0
        /// Bytes to store.
        var count = 0
        /// Their offset in the file.
        var position = 0
        /// The size of the whole file.
        var total: Int
        /// Whether they complete the file.
        var completes: Bool
    }

    /// What is known of a session.
    struct Session: Equatable {
        /// Bytes that are there.
        var received: Int
        /// The declared size.
        var total: Int
        /// Whether all bytes have arrived.
        var isComplete = false
        /// Whether processing has failed, so that a new file of any size may replace the old one.
        var isRetryable = false
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - count: bytes in the body.
    ///   - isCut: whether the connection broke before the end of the body.
    init(_ session: Session, range: ContentRange, count: Int, isCut: Bool = false) {
        var session = session
        // The connection may break after the last byte, when only the end of the framing is missing.
        var isCut = isCut
        if case .chunk(let first, let last, _) = range, count == last - first + 1 { isCut = false }
        if case .absent = range, count == session.total { isCut = false }
        if session.isComplete {
            guard session.isRetryable, count > 0 else {
                self = .finished
                return
            }
            session = Self.restarted(session, range: range, count: count, isCut: isCut)
        }
        switch range {
        case .absent:
            guard isCut ? count < session.total : count == session.total else {
                self = .refuse("The body has \(count) bytes, but \(session.total) were declared.")
                return
            }
            self = Self.chunk(session, first: 0, end: session.total, count: count, isCut: isCut, completes: true)
        case .query(let total):
            if count > 0 {
                self = .refuse("A status query must have no body.")
            } else if let total, total != session.total {
                self = Self.wrongTotal(total, session)
            } else {
                self = total == session.received ? .finalise : .status
            }
        case .chunk(let first, let last, let total):
            if let total, total != session.total {
                self = Self.wrongTotal(total, session)
            } else if last >= session.total {
                self = .refuse("Byte \(last) is beyond the declared size of \(session.total) bytes.")
            } else if isCut ? count > last - first : count != last - first + 1 {
                self = .refuse("Content-Range announces \(last - first + 1) bytes, but the body has \(count).")
            } else {
                self = Self.chunk(
                    session, first: first, end: last + 1, count: count, isCut: isCut,
                    completes: total != nil && last + 1 == session.total)
            }
        }
    }

    private static func wrongTotal(_ total: Int, _ session: Session) -> ResumableProtocol {
        .refuse("Content-Range has a total of \(total) bytes, but \(session.total) were declared.")
    }

    /// A session that begins again. A whole file, or a chunk with a total, may declare another size this time.
    private static func restarted(_ session: Session, range: ContentRange, count: Int, isCut: Bool) -> Session {
        switch range {
        case .absent where !isCut: Session(received: 0, total: count)
        case .chunk(_, _, let total?): Session(received: 0, total: total)
        default: Session(received: 0, total: session.total)
        }
    }

    private static func chunk(
        _ session: Session, first: Int, end: Int, count: Int, isCut: Bool, completes: Bool
    ) -> ResumableProtocol {
        let received = session.received
        guard first <= received else { return .gap(offset: first, received: received) }
        let reached = first + count
        // The last bytes of the file are all kept; anything else only up to a multiple of the alignment.
        let kept = !isCut && end == session.total ? reached : reached / alignment * alignment
        if kept > received || completes && !isCut && session.total == 0 {
            return .store(
                Part(
                    skip: received - first, count: kept - received, position: received, total: session.total,
                    completes: completes && !isCut))
        }
        return completes && !isCut && received == session.total ? .finalise : .status
    }
}
