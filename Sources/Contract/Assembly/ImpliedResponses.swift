// Responses that follow from other members of an operation: `x-responses` in the root file of a platform.

import JSON

/// The responses that `x-responses` adds to operations, so that no operation has to repeat them.
struct ImpliedResponses {
    /// The condition under which a group of responses applies to an operation.
    enum Condition: String, CaseIterable {
        /// The operation checks credentials.
        case security
        /// The operation has an `x-role`.
        case role = "x-role"
        /// The path has a parameter with `x-scope`.
        case scope = "x-scope"
        /// The method is not safe (RFC 9110 section 9.2.1).
        case unsafeMethod = "unsafe-method"
        /// The operation takes a body, which may be too large.
        case body
        /// The operation has query parameters, so its target may become too long.
        case query
        /// A GET request answers something to download: a schema of the format `binary`.
        case download

        /// The statuses that it can imply.
        var statuses: ClosedRange<Int> { self == .download ? 206...499 : 400...499 }
    }

    private var groups: [Condition: JSONObject] = [:]

    /// Reads `x-responses` leniently; `StructureCheck` reports what is malformed.
    init(_ value: JSON?) {
        for condition in Condition.allCases {
            groups[condition] = value?[condition.rawValue]?.object
        }
    }

    /// The responses of an operation for which all `conditions` hold, by status. If two conditions
    /// imply the same status, the earlier one wins.
    func responses(for conditions: [Condition]) -> JSONObject {
        var implied = JSONObject()
        for (status, response) in conditions.flatMap({ Array(groups[$0] ?? [:]) }) where implied[status] == nil {
            implied[status] = response
        }
        return implied
    }

    /// The responses of an operation: its own and, for every other status, the implied one, placed before the first
    /// higher status.
    static func merge(_ implied: JSONObject, into own: JSONObject) -> JSONObject {
        var entries = Array(own)
        for (status, response) in implied where own[status] == nil {
            let place = entries.firstIndex { rank($0.key) > rank(status) } ?? entries.endIndex
            entries.insert((status, response), at: place)
        }
        return JSONObject(entries.map { ($0.key, $0.value) })
    }

    /// Sorts numbers by value, before classes and `default`.
    private static func rank(_ status: String) -> Int { Int(status) ?? .max }
}
