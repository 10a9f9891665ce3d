// The start-up check that contracts and code match, both ways.

import Contract

/// Contracts and handlers do not match; the program must not start.
public struct BindingError: Error, CustomStringConvertible {
    /// One sentence a mismatch.
    public let problems: [String]

    /// All sentences, a line each.
    public var description: String { problems.joined(separator: "\n") }
}

/// Checks the bindings of platforms against the contracts.
public enum Binding {
    /// - Throws: ``BindingError`` that names every operation without handler, handler without operation, unknown scope,
    ///   role without check, check without role, created record without kind, kind without one, and platform without contract.
    public static func check(_ platforms: [Platform], against catalogue: Catalogue) throws(BindingError) {
        var problems: [String] = []
        let known = Set(platforms.map(\.id))
        for platform in catalogue.platforms where !known.contains(platform) {
            problems.append("fixtures/contracts/\(platform): no target implements this platform.")
        }
        problems += repeated(platforms.map(\.id), "platform")
        problems += repeated(platforms.flatMap(\.hosts), "host name")
        problems += repeated(platforms.compactMap(\.firstSegment), "first path segment")
        problems += repeated(platforms.flatMap(\.unknownPaths), "prefix of unknown paths")
        for platform in platforms {
            let operations = catalogue.operations.filter { $0.platform == platform.id }
            let names = Set(operations.map(\.id))
            for operation in operations where platform.handlers[operation.id] == nil {
                problems.append("\(platform.id): operation \(operation.id) has no handler.")
            }
            for name in platform.handlers.keys.sorted() where !names.contains(name) {
                problems.append("\(platform.id): handler \(name) has no operation in the contract.")
            }
            for (list, ids) in [
                ("partialBodies", platform.partialBodies), ("conflictingBodies", platform.conflictingBodies),
                ("lenientQueries", platform.lenientQueries), ("unrecorded", platform.unrecorded),
            ] {
                for name in ids.sorted() where !names.contains(name) {
                    problems.append("\(platform.id): \(list) has \(name), which is not an operation.")
                }
            }
            for operation in operations where operation.creates != nil && platform.records[operation.id] == nil {
                problems.append("\(platform.id): \(operation.id) has x-creates, but records does not have it.")
            }
            let creating = Set(operations.filter { $0.creates != nil }.map(\.id))
            for name in platform.records.keys.sorted() where !creating.contains(name) {
                problems.append("\(platform.id): records has \(name), which is no operation with x-creates.")
            }
            for operation in operations {
                for scope in operation.scopes where platform.scopes[scope] == nil {
                    problems.append("\(platform.id): \(operation.id) has x-scope \(scope), which has no resolver.")
                }
                if let role = operation.role, platform.roles[role] == nil {
                    problems.append("\(platform.id): \(operation.id) has x-role \(role), which has no check.")
                }
            }
            let roles = Set(operations.compactMap(\.role))
            for role in platform.roles.keys.sorted() where !roles.contains(role) {
                problems.append("\(platform.id): roles has \(role), which no operation in the contract names.")
            }
        }
        guard problems.isEmpty else { throw BindingError(problems: problems) }
    }

    /// What two platforms claim.
    private static func repeated(_ names: [String], _ what: String) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map { "The \(what) \($0) is claimed twice." }
    }
}
