// One finding of a verdict: what went wrong in a run, where, and how to see it again.

extension Verdict {
    /// One finding.
    public struct Finding: Sendable, Equatable {
        /// What kind of thing went wrong.
        public enum Kind: String, Sendable, CaseIterable {
            /// A request was refused (4xx), and no expected problem announced it.
            case refusedRequest = "refused_request"
            /// A request matched no operation.
            case unknownOperation = "unknown_operation"
            /// The server failed, or an upload was cut.
            case failedRequest = "failed_request"
            /// The client wanted to reach a host that is none of the platforms'.
            case unexpectedHost = "unexpected_host"
            /// An answer has what its contract does not promise.
            case answerViolation = "answer_violation"
            /// A problem was expected, and did not come as often as it should.
            case unmetExpectation = "unmet_expectation"
            /// A fault was planned, and no request met it.
            case unusedFault = "unused_fault"
            /// An outcome was planned, and no record took it.
            case unusedOutcome = "unused_outcome"
            /// A webhook did not reach its receiver.
            case undeliveredWebhook = "undelivered_webhook"
            /// A sink has requests that nobody looked at.
            case unreadSink = "unread_sink"
            /// A platform was used less than asked for.
            case lowCoverage = "low_coverage"
            /// An operation that had to be used was not.
            case missingOperation = "missing_operation"

            /// The kind in words, for people.
            public var title: String {
                switch self {
                case .refusedRequest: "Refused request"
                case .unknownOperation: "Unknown operation"
                case .failedRequest: "Failed request"
                case .unexpectedHost: "Unexpected host"
                case .answerViolation: "Answer against the contract"
                case .unmetExpectation: "Expected problem that did not come"
                case .unusedFault: "Unused fault"
                case .unusedOutcome: "Unused outcome"
                case .undeliveredWebhook: "Webhook that never arrived"
                case .unreadSink: "Unread sink"
                case .lowCoverage: "Low coverage"
                case .missingOperation: "Missing operation"
                }
            }
        }

        /// The request that shows it: the first of its kind.
        public struct Example: Sendable, Equatable {
            /// Its number in the journal of its world.
            public let number: Int
            /// Method and target.
            public let line: String
            /// The status of the answer; 0 when there was none.
            public let status: Int
            /// The request as a command for a shell, with secrets redacted.
            public let curl: String

            /// An example from its parts.
            public init(number: Int, line: String, status: Int, curl: String) {
                self.number = number
                self.line = line
                self.status = status
                self.curl = curl
            }
        }

        /// What was expected at one place.
        public struct Difference: Sendable, Equatable {
            /// A JSON pointer into the body, or the name of a parameter.
            public let pointer: String
            /// What the contract asks for there.
            public let expected: String
            /// What came.
            public let got: String

            /// A difference from its parts.
            public init(pointer: String, expected: String, got: String) {
                self.pointer = pointer
                self.expected = expected
                self.got = got
            }
        }

        /// The kind.
        public var kind: Kind
        /// The world that it belongs to.
        public var world: String
        /// The platform's id, if it concerns one.
        public var platform: String?
        /// The operation's id, if it concerns one.
        public var operation: String?
        /// One sentence: what went wrong, and where.
        public var summary: String
        /// How often.
        public var count: Int
        /// What was expected and what came, place by place.
        public var differences: [Difference]
        /// What to do, or what was probably meant.
        public var hint: String?
        /// The first request of its kind, if there was one.
        public var example: Example?

        /// A finding from its parts.
        public init(
            kind: Kind, world: String, platform: String? = nil, operation: String? = nil, summary: String,
            count: Int = 1,
            differences: [Difference] = [], hint: String? = nil, example: Example? = nil
        ) {
            self.kind = kind
            self.world = world
            self.platform = platform
            self.operation = operation
            self.summary = summary
            self.count = count
            self.differences = differences
            self.hint = hint
            self.example = example
        }
    }
}
