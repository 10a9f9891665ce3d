// Reads the query of a call.

import Contract
import HTTP

/// Reads the query of a call.
enum QueryReader {
    /// The query's items, decoded, in order.
    ///
    /// - Throws: ``Problem`` 400 if it is malformed; operations with lenient queries skip malformed items.
    static func items(of call: Call) throws -> [(name: String, value: String)] {
        guard let raw = call.request.head.target.rawQuery, !raw.isEmpty else { return [] }
        do {
            return try QueryItems(parsing: raw).map { ($0.name, $0.value) }
        } catch {
            guard call.platform.lenientQueries.contains(call.operation.id) else {
                throw Problem.badRequest("The query is malformed: \(error.reason)")
            }
            return raw.split(separator: "&").flatMap { item in
                (try? QueryItems(parsing: String(item))).map { $0.map { ($0.name, $0.value) } } ?? []
            }
        }
    }
}
