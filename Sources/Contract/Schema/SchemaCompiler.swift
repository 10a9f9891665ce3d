// Compiles schemas from JSON: a closed vocabulary, and every problem with its place.

import JSON

/// Compiles the schemas of one platform. Whatever it does not understand is a problem and never ignored.
struct SchemaCompiler {
    /// A problem in a schema.
    struct Problem: Equatable {
        let pointer: String
        let message: String
    }

    /// How references are treated.
    enum References {
        /// Each target is compiled once, too.
        case follow
        /// The target must exist and counts as accepting everything: enough to check one schema object by itself.
        case stop
    }

    /// More levels than the parser accepts.
    static let maximumDepth = 100

    private(set) var nodes: [SchemaNode] = []
    private(set) var problems: [Problem] = []
    /// The components that were referred to, by `section/name`.
    private(set) var referenced: Set<String> = []
    let references: References
    let component: (String) -> JSON?
    private var compiled: [String: Int] = [:]

    /// - Parameter component: finds a component by `schemas/Name`.
    init(references: References = .follow, component: @escaping (String) -> JSON?) {
        self.references = references
        self.component = component
    }

    /// Compiles one schema by itself.
    static func compile(
        _ schema: JSON,
        at pointer: String,
        component: @escaping (String) -> JSON?
    ) throws(ContractError) -> Schema {
        var compiler = SchemaCompiler(component: component)
        let root = compiler.add(schema, at: pointer)
        compiler.findLoops()
        if let problem = compiler.problems.first {
            throw ContractError("\(problem.pointer): \(problem.message)")
        }
        return Schema(nodes: compiler.nodes, root: root)
    }

    /// Compiles a schema into the table and returns its index.
    mutating func add(_ schema: JSON, at pointer: String, depth: Int = 0) -> Int {
        let place = nodes.count
        nodes.append(SchemaNode())
        guard depth < Self.maximumDepth else {
            note(pointer, "the schema is nested too deeply")
            return place
        }
        switch schema {
        case .bool(true): break
        case .bool(false): nodes[place].checks = [.never]
        case .object(let object):
            var builder = Builder(object: object, pointer: pointer, depth: depth)
            builder.build(&self)
            nodes[place] = builder.node
        default: note(pointer, "a schema must be an object, true or false")
        }
        return place
    }

    /// The node of a reference.
    mutating func target(of reference: String, at pointer: String) -> Int? {
        guard let name = Self.componentName(reference), name.hasPrefix("schemas/") else {
            note(pointer, "$ref must have the form #/components/schemas/Name, not \(reference)")
            return nil
        }
        referenced.insert(name)
        if let known = compiled[name] { return known }
        guard let schema = component(name) else {
            note(pointer, "\(reference) does not exist")
            return nil
        }
        guard references == .follow else { return nil }
        let place = nodes.count
        compiled[name] = place
        _ = add(schema, at: "/components/" + name)
        return place
    }

    mutating func note(_ pointer: String, _ message: String) {
        problems.append(Problem(pointer: pointer, message: message))
    }

    /// Reports references that lead back to themselves without passing through a member or an item: validation would
    /// never end.
    mutating func findLoops() {
        var state = [UInt8](repeating: 0, count: nodes.count)
        for start in nodes.indices where state[start] == 0 {
            var stack: [(node: Int, next: [Int])] = [(start, nodes[start].inPlace)]
            state[start] = 1
            while let top = stack.popLast() {
                var rest = top.next
                guard let next = rest.popLast() else {
                    state[top.node] = 2
                    continue
                }
                stack.append((top.node, rest))
                if state[next] == 1 {
                    let name = compiled.first { $0.value == next }?.key ?? "a schema"
                    return note(
                        "/components/" + name,
                        "the schema refers to itself without a member or an item in between"
                    )
                }
                guard state[next] == 0 else { continue }
                state[next] = 1
                stack.append((next, nodes[next].inPlace))
            }
        }
    }

    /// `section/name` of a reference like `#/components/schemas/Job`.
    static func componentName(_ reference: String) -> String? {
        let prefix = "#/components/"
        guard reference.hasPrefix(prefix) else { return nil }
        let name = String(reference.dropFirst(prefix.count))
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).count == 2 ? name : nil
    }
}

extension SchemaNode {
    /// The nodes that are applied to the same value.
    var inPlace: [Int] {
        checks.flatMap { check -> [Int] in
            switch check {
            case .reference(let node), .not(let node): [node]
            case .all(let nodes), .any(let nodes), .one(let nodes): nodes
            default: []
            }
        }
    }
}
