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
    private(set) var violations: [Violation] = []
    private var unknown = 0
    private var path: [PathToken] = []

    init(nodes: [SchemaNode]) {
        self.nodes = nodes
    }

    /// The value with all its parameters read.
    mutating func read(_ value: JSON, as node: Int) -> JSON {
        guard path.count < Self.maximumDepth, case .object(var object) = value, let node = objectNode(node) else {
            return value
        }
        let properties = properties(of: node)
        let siblings = nodes[node].hasParameters ? Set(properties.values.flatMap { names(of: $0) }) : []
        for (name, member) in object {
            guard let target = properties[name] else { continue }
            path.append(.key(name))
            object[name] =
                nodes[node].hasParameters
                ? parameters(member, as: target, knownElsewhere: siblings) : read(member, as: target)
            path.removeLast()
        }
        return .object(object)
    }

    /// The parameters of one module.
    private mutating func parameters(_ value: JSON, as node: Int, knownElsewhere: Set<String>) -> JSON {
        guard case .object(var object) = value, let node = objectNode(node) else { return value }
        let properties = properties(of: node)
        for (name, member) in object {
            if let target = properties[name] {
                object[name] = spelled(member, as: target)
            } else if !knownElsewhere.contains(name) {
                check(name, among: properties.keys, member)
            }
        }
        return .object(object)
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

    /// The boolean or number that a text spells, where one of these is expected and no text is.
    private func spelled(_ value: JSON, as node: Int, depth: Int = 0) -> JSON {
        switch value {
        case .string(let text):
            let types = Coercion(nodes: nodes).types(of: node)
            guard types.isDisjoint(with: [.string, .array, .object]) else { return value }
            return Coercion(nodes: nodes).value(of: [text], for: node)
        case .object(var object):
            guard depth < Self.maximumDepth, let node = objectNode(node) else { return value }
            let properties = properties(of: node)
            for (name, member) in object {
                if let target = properties[name] { object[name] = spelled(member, as: target, depth: depth + 1) }
            }
            return .object(object)
        default: return value
        }
    }

    /// The node with the members of an object, behind references.
    private func objectNode(_ node: Int, depth: Int = 0) -> Int? {
        guard depth < Self.maximumDepth else { return nil }
        for check in nodes[node].checks {
            switch check {
            case .members: return node
            case .reference(let target): if let found = objectNode(target, depth: depth + 1) { return found }
            default: break
            }
        }
        return nil
    }

    private func properties(of node: Int) -> [String: Int] {
        for case .members(let properties, _) in nodes[node].checks { return properties }
        return [:]
    }

    private func names(of node: Int) -> [String] {
        objectNode(node).map { Array(properties(of: $0).keys) } ?? []
    }
}
