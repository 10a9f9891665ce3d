// The body of a request.

import System

/// The body of a request, after it has arrived.
public enum RequestBody: Sendable {
    /// No body.
    case none
    /// Bytes.
    case payload(Payload)
    /// The parts of a multipart body.
    case parts([Part])
    /// A malformed multipart body.
    case broken(BodyProblem)

    /// The number of bytes; for a multipart body, those of its parts.
    public var count: Int {
        switch self {
        case .none: 0
        case .broken(let problem): problem.size
        case .payload(let payload): payload.count
        case .parts(let parts): parts.reduce(0) { $0 + $1.payload.count }
        }
    }

    /// How many of them are in memory.
    public var memoryCount: Int {
        switch self {
        case .none: 0
        case .broken(let problem): problem.beginning.count
        case .payload(let payload): payload.memoryCount
        case .parts(let parts): parts.reduce(0) { $0 + $1.payload.memoryCount }
        }
    }
}
