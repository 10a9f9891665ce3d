// Converts YAML to JSON and remembers the line of every value.

import JSON
import Yams

/// Reads one plain YAML document: mappings, lists and scalars, without YAML's surprises.
package struct YAMLReader {
    /// Something that cannot be read, or whose meaning in YAML differs from its looks.
    package struct Problem {
        let line: Int
        let message: String
    }

    private static let maximumDepth = 60

    package private(set) var problems: [Problem] = []
    private var lines: [String: Int] = [:]

    package init() {}

    /// Reads a document; nil if it cannot be read at all.
    package mutating func read(_ text: String) -> JSON? {
        do {
            // Nodes refer to their anchors weakly; the parser holds these.
            let parser = try Parser(yaml: text)
            return try withExtendedLifetime(parser) {
                guard let node = try parser.singleRoot() else {
                    problems.append(Problem(line: 1, message: "the file is empty"))
                    return nil
                }
                return value(of: node, at: "", line: 1, depth: 0)
            }
        } catch let error as YamlError {
            problems.append(Self.problem(error))
        } catch {
            problems.append(Problem(line: 1, message: "the file cannot be read as YAML"))
        }
        return nil
    }

    /// The line of a value, or of the nearest value around it.
    func line(of pointer: String) -> Int {
        var pointer = pointer[...]
        while true {
            if let line = lines[String(pointer)] { return line }
            guard let slash = pointer.utf8.lastIndex(of: UInt8(ascii: "/")) else { return 1 }
            pointer = pointer[..<slash]
        }
    }

    private mutating func value(of node: Node, at pointer: String, line: Int, depth: Int) -> JSON {
        let line = max(line, node.mark?.line ?? line)
        if lines[pointer] == nil { lines[pointer] = line }
        guard depth < Self.maximumDepth else {
            return note(line, "the file is nested too deeply")
        }
        if node.anchor != nil { _ = note(line, "anchors are not allowed") }
        switch node {
        case .scalar(let scalar): return self.scalar(scalar, line: line)
        case .sequence(let sequence):
            var items: [JSON] = []
            for (index, item) in sequence.enumerated() {
                items.append(value(of: item, at: "\(pointer)/\(index)", line: line, depth: depth + 1))
            }
            return .array(items)
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, member) in mapping {
                let keyLine = key.mark?.line ?? line
                guard let name = key.scalar?.string, key.scalar?.style != .plain || name != "<<" else {
                    _ = note(keyLine, "a key must be a string; merge keys are not allowed")
                    continue
                }
                if object[name] != nil { _ = note(keyLine, "the key \(name) is used twice in one mapping") }
                let place = pointer + "/" + JSONPointer(tokens: [name]).description.dropFirst()
                lines[place] = keyLine
                object[name] = value(of: member, at: place, line: keyLine, depth: depth + 1)
            }
            return .object(object)
        case .alias: return note(line, "aliases are not allowed; write the value out")
        }
    }

    private mutating func scalar(_ scalar: Node.Scalar, line: Int) -> JSON {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch PlainScalar(scalar.string) {
        case .value(let value): return value
        case .trap(let message): return note(line, message)
        }
    }

    private mutating func note(_ line: Int, _ message: String) -> JSON {
        problems.append(Problem(line: line, message: message))
        return .null
    }

    private static func problem(_ error: YamlError) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Problem(line: mark.line, message: "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            // The mark is where the first of the equal keys stands.
            Problem(line: context.mark.line, message: "the key \(duplicates[0]) is used twice in one mapping")
        case .reader(let problem, let offset, _, let text):
            Problem(
                line: 1 + text.prefix(offset ?? 0).count { $0 == "\n" }, message: "not valid YAML: \(problem)")
        default: Problem(line: 1, message: "the file cannot be read as YAML")
        }
    }
}
