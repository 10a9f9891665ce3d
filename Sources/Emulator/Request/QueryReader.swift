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

    /// Refuses parameters that the operation does not have: they are misspelt, and a filter that is not applied misleads.
    ///
    /// - Throws: ``Problem`` 400, except for operations with lenient queries.
    static func refuseUnknown(
        _ query: [(name: String, value: String)], _ contract: RequestContract, of call: Call
    ) throws {
        guard !query.isEmpty, !call.platform.lenientQueries.contains(call.operation.id) else { return }
        let known = contract.parameters.filter { $0.place == .query }.map(\.name)
        for (name, _) in query where !known.contains(name) {
            throw Problem.badRequest(
                "\(call.operation.id) has no parameter \(name).\(Misspelling.hint(for: name, among: known))",
                field: name)
        }
    }
}
