// Where the members of a job in a response come from: its row, or the values of which its row has just been made.

import Store

/// The columns that ``JobRecord`` writes, by their positions in ``JobRecord/columns``.
protocol JobColumns: ~Copyable {
    func isNull(_ column: Int) -> Bool
    func int(_ column: Int) -> Int
    func withText<T, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> T) throws(E) -> T
}

extension JobColumns where Self: ~Copyable {
    func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
}

extension Row: JobColumns {}

/// A job that has just been created, as its row has it: reading that would take as long as writing the answer.
struct NewJob: JobColumns {
    let id: String
    let tag: String
    /// In microseconds.
    let created: Int
    /// JSON text.
    let sources: [UInt8]
    /// See ``ModulesText``.
    let modules: [UInt8]
    let mediaType: String
    /// JSON text; empty for a job without a webhook.
    let webhook: [UInt8]

    func isNull(_ column: Int) -> Bool {
        switch column {
        case JobRecord.Column.started, JobRecord.Column.due, JobRecord.Column.completed: true
        case JobRecord.Column.webhook: webhook.isEmpty
        default: false
        }
    }

    func int(_ column: Int) -> Int { column == JobRecord.Column.created ? created : 0 }

    func withText<T, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> T) throws(E) -> T {
        switch column {
        case JobRecord.Column.id: try body(id.utf8.span)
        case JobRecord.Column.tag: try body(tag.utf8.span)
        case JobRecord.Column.state: try body("waiting".utf8.span)
        case JobRecord.Column.sources: try body(sources.span)
        case JobRecord.Column.modules: try body(modules.span)
        case JobRecord.Column.mediaType: try body(mediaType.utf8.span)
        case JobRecord.Column.webhook: try body(webhook.span)
        // Lists that are empty by default.
        default: try body("[]".utf8.span)
        }
    }
}
