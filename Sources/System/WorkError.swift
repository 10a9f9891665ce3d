// Why work on the thread pool was stopped.

/// Work that was stopped before its end.
public enum WorkError: Error, Sendable, Equatable {
    /// What there was too much of.
    public enum Resource: Sendable {
        case unpackedBytes, heldBytes, values, pages, pictures, pixels, milliseconds
    }

    /// It would have used more than its budget.
    case tooMuch(Resource, limit: Int)
    /// Nobody waits for its result any more.
    case cancelled

    /// What to tell a user, as a sentence about what was read.
    public var message: String {
        switch self {
        case .tooMuch(.unpackedBytes, let limit): "It unpacks to more than \(Self.size(limit))."
        case .tooMuch(.heldBytes, let limit): "Reading it takes more than \(Self.size(limit)) of memory."
        case .tooMuch(.values, let limit): "It has more than \(limit) values."
        case .tooMuch(.pages, let limit): "It has more than \(limit) pages."
        case .tooMuch(.pictures, let limit): "It would need more than \(limit) pictures."
        case .tooMuch(.pixels, let limit): "Its pictures take more than \(limit) pixels of work."
        case .tooMuch(.milliseconds, let limit): "It takes more than \(limit / 1000) seconds of work."
        case .cancelled: "The work was cancelled."
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "\(bytes) bytes" : "\(bytes >> 20) MiB"
    }
}
