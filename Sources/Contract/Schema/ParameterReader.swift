// Parameters of modules (`x-parameters`): texts that spell a value, and names that are nearly right.

import JSON

/// Reads the parameters in a value. Unknown parameters pass, so that a slip of the pen would pass, too: a name that is
/// nearly that of a parameter is a violation.
struct ParameterReader {
    /// Deeper values are left as they are.
    private static let maximumDepth = 16
    /// After so many unknown names no more are looked at.
    private static let mostUnknown = 100
    /// A name that differs by more letters is another name.
    private static let mostEdits = 2

    private let nodes: [SchemaNode]
    /// Whether violations say where they are, see ``Validator``.
    private let followsPath: Bool
    private(set) var violations: [Violation] = []
    private var unknown = 0
    private var path: [PathToken] = []
    private var depth = 0
    /// The parameters of all modules of a node. Collecting them takes longer than all other checks, and only a name that
    /// its own module does not know asks for them.
    private var parametersOfAll: (node: Int, names: Set<String>)?

    private init(nodes: [SchemaNode], followsPath: Bool) {
        self.nodes = nodes
        self.followsPath = followsPath
    }

    /// A value with all its parameters read; nil when that changes nothing.
    static func read(_ value: JSON, _ nodes: [SchemaNode], _ root: Int) -> (value: JSON?, violations: [Violation]) {
        var reader = ParameterReader(nodes: nodes, followsPath: false)
        var new = reader.read(value, as: root)
        if !reader.violations.isEmpty {
            reader = ParameterReader(nodes: nodes, followsPath: true)
            new = reader.read(value, as: root)
        }
        return (new, reader.violations)
    }

    private mutating func read(_ value: JSON, as node: Int) -> JSON? {
        guard depth < Self.maximumDepth, case .object(let object) = value, let (node, properties) = members(of: node)
        else { return nil }
        var changed: JSONObject?
        object.forEachMember { name, member in
            guard let target = properties[name] else { return }
            if followsPath { path.append(.key(name)) }
            depth += 1
            let new =
                nodes[node].hasParameters ? parameters(member, as: target, in: node) : read(member, as: target)
            depth -= 1
            if followsPath { path.removeLast() }
            if let new { Self.set(name, new, in: &changed, of: object) }
        }
        return changed.map(JSON.object)
    }

    /// The parameters of one module, which is a member of the node `modules`.
    private mutating func parameters(_ value: JSON, as node: Int, in modules: Int) -> JSON? {
        guard case .object(let object) = value, let (_, properties) = members(of: node) else { return nil }
        var changed: JSONObject?
        object.forEachMember { name, member in
            if let target = properties[name] {
                if let new = spelled(member, as: target) { Self.set(name, new, in: &changed, of: object) }
            } else if !isKnown(name, in: modules) {
                check(name, among: properties.names, member)
            }
        }
        return changed.map(JSON.object)
    }

    /// Sets a member in the changed copy of an object, which is made for the first change.
    private static func set(_ name: String, _ value: JSON, in changed: inout JSONObject?, of object: JSONObject) {
        var copy = changed ?? object
        changed = nil
        copy[name] = value
        changed = copy
    }

    /// Whether another module has a parameter of that name.
    private mutating func isKnown(_ name: String, in modules: Int) -> Bool {
        if let known = parametersOfAll, known.node == modules { return known.names.contains(name) }
        let all = members(of: modules)?.properties.indexes ?? []
        let names = Set(all.flatMap { members(of: $0)?.properties.names ?? [] })
        parametersOfAll = (modules, names)
        return names.contains(name)
    }

    private mutating func check(_ name: String, among known: some Sequence<String>, _ value: JSON) {
        unknown += 1
        guard unknown <= Self.mostUnknown,
            let meant = Misspelling.nearest(to: name, among: known, mostEdits: Self.mostEdits)
        else { return }
        violations.append(
            Violation(
                pointer: PathToken.pointer(path + [.key(name)]), keyword: "x-parameters",
                expected: "a parameter of this module (did you mean \(meant)?)", got: value.summary))
    }

    /// The boolean or number that a text spells, where one of these is expected and no text is; nil for any other value.
    private func spelled(_ value: JSON, as node: Int, depth: Int = 0) -> JSON? {
        switch value {
        case .string(let text):
            let types = Coercion(nodes: nodes).types(of: node)
            guard types.isDisjoint(with: [.string, .array, .object]) else { return nil }
            return Coercion(nodes: nodes).value(of: [text], for: node)
        case .object(let object):
            guard depth < Self.maximumDepth, let (_, properties) = members(of: node) else { return nil }
            var changed: JSONObject?
            object.forEachMember { name, member in
                guard let target = properties[name], let new = spelled(member, as: target, depth: depth + 1) else {
                    return
                }
                Self.set(name, new, in: &changed, of: object)
            }
            return changed.map(JSON.object)
        default: return nil
        }
    }

    /// The node with the members of an object, behind references, and these.
    private func members(of node: Int, depth: Int = 0) -> (node: Int, properties: NameTable)? {
        guard depth < Self.maximumDepth else { return nil }
        for index in nodes[node].checks.indices {
            switch nodes[node].checks[index] {
            case .members(let properties, _): return (node, properties)
            case .reference(let target):
                if let found = members(of: target, depth: depth + 1) { return found }
            default: break
            }
        }
        return nil
    }
}
