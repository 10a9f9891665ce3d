// Why a record failed.

/// Why a record's work cannot be done. Thrown by the work of a lifecycle, it ends the record as failed.
public struct RecordFailure: Error, Equatable {
    /// Sentences for whoever made the record.
    public let reasons: [String]

    /// A failure for one reason.
    public init(_ reason: String) {
        reasons = [reason]
    }

    /// A failure for several reasons.
    public init(_ reasons: [String]) {
        self.reasons = reasons
    }

    /// The reasons as one text.
    public var text: String { reasons.joined(separator: " ") }
}
