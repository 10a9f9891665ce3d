// The verdict of a run: whether the client kept to the contract, and everything planned was met.

/// What a run was like, of one world or of several.
public struct Verdict: Sendable, Equatable {
    /// An operation that was used.
    public struct UsedOperation: Sendable, Equatable {
        /// The platform's id.
        public let platform: String
        /// The operation's id.
        public let operation: String
        /// The number of requests.
        public var requests: Int
        /// How many of them were answered with a status below 400.
        public var answered: Int

        /// A used operation from its parts.
        public init(platform: String, operation: String, requests: Int, answered: Int) {
            self.platform = platform
            self.operation = operation
            self.requests = requests
            self.answered = answered
        }
    }

    /// How much of a platform was used.
    public struct Coverage: Sendable, Equatable {
        /// The platform's id.
        public let platform: String
        /// How many of its operations were answered with a status below 400 at least once.
        public let answered: Int
        /// How many operations it has.
        public let operations: Int

        /// A coverage from its parts.
        public init(platform: String, answered: Int, operations: Int) {
            self.platform = platform
            self.answered = answered
            self.operations = operations
        }

        /// The share in percent, rounded down.
        public var percent: Int { operations == 0 ? 100 : answered * 100 / operations }
    }

    /// The worlds that it is about.
    public var worlds: [String]
    /// The requests to the platforms.
    public var requests: Int
    /// What went wrong.
    public var findings: [Finding]
    /// Findings, or requests that belong to no finding, that are left out because there were too many.
    public var omitted: Int
    /// The operations that were used.
    public var operations: [UsedOperation]
    /// The platforms that were used.
    public var coverage: [Coverage]

    /// A verdict from its parts.
    public init(
        worlds: [String], requests: Int, findings: [Finding], omitted: Int, operations: [UsedOperation],
        coverage: [Coverage]
    ) {
        self.worlds = worlds
        self.requests = requests
        self.findings = findings
        self.omitted = omitted
        self.operations = operations
        self.coverage = coverage
    }

    /// Whether nothing went wrong.
    public var isPassed: Bool { findings.isEmpty && omitted == 0 }
}
