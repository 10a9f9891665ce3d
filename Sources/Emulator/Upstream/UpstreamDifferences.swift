// What real services answer otherwise than this server: collected while requests are passed on to them.

/// Differences by operation and place, bounded.
public final class UpstreamDifferences {
    /// What differs.
    public enum Kind: String, Sendable {
        /// The status.
        case status
        /// The media type.
        case mediaType = "media_type"
        /// A member or a type of the body.
        case shape
        /// The service's answer has what our contract does not promise.
        case contract
    }

    /// One difference.
    public struct Difference: Sendable, Equatable {
        /// The platform's id.
        public let platform: String
        /// The operation's id; nil for a path that no operation has.
        public let operation: String?
        /// What differs.
        public let kind: Kind
        /// Where: a JSON pointer, or empty for the whole.
        public let pointer: String
        /// What we answered, or what the contract expects.
        public let ours: String
        /// What the service answered.
        public let theirs: String

        /// A difference from its parts.
        public init(
            platform: String, operation: String?, kind: Kind, pointer: String, ours: String, theirs: String
        ) {
            self.platform = platform
            self.operation = operation
            self.kind = kind
            self.pointer = pointer
            self.ours = ours
            self.theirs = theirs
        }
    }

    /// A difference, how often it was seen, and the first request that showed it.
    public struct Entry: Sendable {
        /// The difference.
        public let difference: Difference
        /// Method and target of the first request.
        public let line: String
        /// How often.
        public fileprivate(set) var count: Int
    }

    /// The most different differences that are kept.
    public static let maximum = 1000

    /// The differences, in the order in which they were seen first.
    public private(set) var entries: [Entry] = []
    /// How many answers were compared.
    public private(set) var compared = 0
    /// How many differences found no room.
    public private(set) var omitted = 0

    init() {}

    /// Adds what one answer has shown.
    func add(_ differences: [Difference], line: String) {
        compared += 1
        for difference in differences {
            if let index = entries.firstIndex(where: { $0.difference == difference }) {
                entries[index].count += 1
            } else if entries.count < Self.maximum {
                entries.append(Entry(difference: difference, line: line, count: 1))
            } else {
                omitted += 1
            }
        }
    }

    /// Forgets everything.
    public func clear() {
        entries = []
        compared = 0
        omitted = 0
    }
}
