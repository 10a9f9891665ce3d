// The first documents of an analysis, which it is written with.

import JSON
import Store

/// A walk through the first documents of an analysis.
struct AnalysisDocuments {
    /// How many positions are read at once. Documents may be large.
    private static let window = 20

    private let source: DocumentList
    private let documents: DocumentWriter
    private var left: Int
    private var position = 0

    /// - Parameters:
    ///   - count: how many documents are written, at most.
    ///   - details: what is written of them.
    init(_ analysis: Int, count: Int, details: DocumentFields, _ database: Database) throws {
        source = try .analysis(analysis, database)
        documents = DocumentWriter(database: database, details: details, tags: .analysis(analysis))
        left = count
    }

    /// Writes some more. Returns whether there are any left.
    mutating func write(into writer: inout JSONWriter) throws -> Bool {
        guard left > 0, position < source.end else { return false }
        let positions = position..<min(position + Self.window, source.end)
        for record in try source.documents(in: positions, where: .none, limit: left, documents.database) {
            try documents.write(record, into: &writer)
            left -= 1
        }
        position = positions.upperBound
        return left > 0 && position < source.end
    }
}
