// The compiled form of one schema object.

import JSON

/// One compiled schema: the types it allows and a list of further checks. Nodes refer to each other by index in the
/// table of the schema, so that recursion needs no reference cycles.
struct SchemaNode: Sendable {
    /// One check beyond the type. A check for another type than that of the value passes. Behind one pointer each, so that
    /// walking through them copies nothing.
    indirect enum Check: Sendable {
        case enumeration([JSON])
        case constant(JSON)
        case minimum(JSON, exclusive: Bool)
        case maximum(JSON, exclusive: Bool)
        case minLength(Int)
        case maxLength(Int)
        case format(SchemaFormat)
        case minItems(Int)
        case maxItems(Int)
        case uniqueItems
        case items(prefix: [Int], rest: Int?)
        case minProperties(Int)
        case maxProperties(Int)
        case required([String])
        /// `not: {required: [...]}`: the members exclude each other.
        case notTogether([String])
        /// `anyOf` of `{required: [...]}`: the members of at least one group are there.
        case anyMembers([[String]])
        case members(properties: NameTable, additional: Int?)
        case propertyNames(Int)
        case reference(Int)
        case all([Int])
        case any([Int])
        case one([Int])
        case not(Int)
        /// The schema `false`.
        case never

        /// Whether it is about the whole value and other schemas.
        var isComposite: Bool {
            switch self {
            case .all, .any, .one, .not, .notTogether, .anyMembers: true
            default: false
            }
        }
    }

    var types: SchemaTypes = .any
    var checks: [Check] = []
    /// Whether its members are objects of parameters (`x-parameters`), see ``ParameterReader``.
    var hasParameters = false
}
