// One request in the journal of a tenant.

import Contract
import HTTP

/// One request in the journal.
public struct JournalEntry: Sendable {
    /// The number of the request in its tenant, from 1.
    public let id: Int
    /// When it came, on the tenant's clock.
    public let at: Instant
    /// Platform id.
    public let platform: String
    /// Operation id; nil when no operation matched.
    public let operation: String?
    /// Method, target and headers as they came.
    public let head: RequestHead
    /// The body, or what is kept of it.
    public internal(set) var body: JournalBody
    /// The answer, if it is kept.
    public internal(set) var answer: JournalAnswer?
    /// The status of the answer; 0 when the upload was cut.
    public internal(set) var status: Int
    /// Wall time from the complete request to the answer's release, in microseconds.
    public internal(set) var duration: Int
    /// The problem that the request was answered with, if any.
    public internal(set) var problem: Problem?

    /// The planned fault that it got, if any.
    public let fault: String?
    /// What its answer has that the contract does not promise; nil when that was not checked.
    public internal(set) var answerViolations: [Violation]?
    /// The number of the ``ExpectedProblem`` that it was meant to be, if any.
    public internal(set) var expectation: Int?

    /// Its approximate size in memory in bytes.
    var size: Int {
        head.target.byteCount + head.headers.byteCount + keptBodyBytes + (answerViolations?.count ?? 0) * 256
    }

    /// The bytes of both bodies.
    private var keptBodyBytes: Int { body.keptBytes + (answer?.body.keptBytes ?? 0) }

    /// Drops both bodies and keeps their sizes.
    ///
    /// - Returns: how many bytes that were.
    mutating func dropBodies() -> Int {
        defer {
            body.drop()
            answer?.body.drop()
        }
        return keptBodyBytes
    }

    /// Whether it was refused or failed.
    public var isProblem: Bool { status >= 400 || status == 0 }

    /// The result in one word: answered, refused (by the contract or a check), unmatched (no operation), failed.
    public var verdict: String {
        switch status {
        case 500..., 0: "failed"
        case 400...: operation == nil ? "unmatched" : "refused"
        default: "answered"
        }
    }
}
