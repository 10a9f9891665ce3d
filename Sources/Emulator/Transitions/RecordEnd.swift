// What is written when a record ends.

import Store

/// What is written when a record ends in one of two ways.
public struct RecordEnd: Sendable {
    let state: String?
    let columns: [SQL]
    let errorValue: @Sendable (RecordFailure) -> SQLValue

    /// An end that sets the state, if there is one, and some columns, whose values are given to
    /// ``RecordLifecycle/complete(_:setting:_:)``.
    public init(_ state: String? = nil, setting columns: SQL...) {
        self.state = state
        self.columns = columns
        errorValue = { .text($0.text) }
    }

    /// A failure that sets the state and keeps its reasons in a column, as one text unless `value` says otherwise.
    public init(
        _ state: String, error column: SQL,
        as value: @escaping @Sendable (RecordFailure) -> SQLValue = { .text($0.text) }
    ) {
        self.state = state
        columns = [column]
        errorValue = value
    }
}
