// One request in the journal of a tenant.

import Contract
import HTTP

/// One request in the journal.
public struct JournalEntry: Sendable {
    /// The number of the request in its tenant, from 1.
    public let id: Int
    /// When it came, on the tenant's clock.
    public let at: Instant
    /// Method, target and headers as they came.
    public let head: RequestHead
    /// The body, or what is kept of it.
    public internal(set) var body: JournalBody
    /// The status of the answer; 0 when the upload was cut.
    public internal(set) var status: Int
    /// Wall time from the complete request to the answer's release, in microseconds.
    public internal(set) var duration: Int

    private let answering: Platform
    private let matching: Operation?
    private var rare: Rare?

    /// What most requests have nothing of. A thousand entries are kept for each tenant, and every request makes one.
    private struct Details: Sendable {
        var answer: JournalAnswer?
        var problem: Problem?
        var fault: String?
        var answerViolations: [Violation]?
        var expectation: Int?
    }

    private final class Rare: Sendable {
        let details: Details

        init(_ details: Details) {
            self.details = details
        }
    }

    init(
        id: Int, at: Instant, platform: Platform, operation: Operation?, head: RequestHead, body: JournalBody,
        status: Int, duration: Int, problem: Problem?, fault: String?
    ) {
        self.id = id
        self.at = at
        self.head = head
        self.body = body
        self.status = status
        self.duration = duration
        answering = platform
        matching = operation
        if problem != nil || fault != nil { rare = Rare(Details(problem: problem, fault: fault)) }
    }

    /// Platform id.
    public var platform: String { answering.id }
    /// Operation id; nil when no operation matched.
    public var operation: String? { matching?.id }

    /// The answer, if it is kept.
    public internal(set) var answer: JournalAnswer? {
        get { rare?.details.answer }
        set { change { $0.answer = newValue } }
    }
    /// The problem that the request was answered with, if any.
    public internal(set) var problem: Problem? {
        get { rare?.details.problem }
        set { change { $0.problem = newValue } }
    }
    /// The planned fault that it got, if any.
    public var fault: String? { rare?.details.fault }
    /// What its answer has that the contract does not promise; nil when that was not checked.
    public internal(set) var answerViolations: [Violation]? {
        get { rare?.details.answerViolations }
        set { change { $0.answerViolations = newValue } }
    }
    /// The number of the ``ExpectedProblem`` that it was meant to be, if any.
    public internal(set) var expectation: Int? {
        get { rare?.details.expectation }
        set { change { $0.expectation = newValue } }
    }

    private mutating func change(_ change: (inout Details) -> Void) {
        var details = rare?.details ?? Details()
        change(&details)
        rare = Rare(details)
    }

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
        let bytes = keptBodyBytes
        body.drop()
        if var answer {
            answer.body.drop()
            self.answer = answer
        }
        return bytes
    }

    /// Whether it was answered as the contract says, so that there is no more to tell about it.
    var isPlain: Bool { !isProblem && rare == nil }

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
