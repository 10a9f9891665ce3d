// The body of a request.

import System

/// The body of a request that has arrived.
public enum RequestBody: Sendable {
    /// There is none.
    case none
    /// Bytes.
    case payload(Payload)
    /// The parts of a multipart body.
    case parts([Part])
    /// A multipart body that is not well formed.
    case broken(BodyProblem)

    /// How many bytes it has; of a multipart body those of its parts.
    public var count: Int {
        switch self {
        case .none: 0
        case .broken(let problem): problem.size
        case .payload(let payload): payload.count
        case .parts(let parts): parts.reduce(0) { $0 + $1.payload.count }
        }
    }
}
