// Shapes of printed samples: names, order, nesting and types of members.

import JSON

/// The shape of a value (fixtures/printed/README.md, "Shapes").
indirect enum PrintedShape {
    /// A member of an object. An optional one is not in every printed item.
    struct Member {
        let name: String
        let isOptional: Bool
        let shape: PrintedShape
    }

    /// Members in printed order; none for an object of which no member is printed.
    case object([Member])
    case array(of: PrintedShape)
    /// An object with free keys.
    case map(of: PrintedShape)
    case scalar(String)
    /// An array or map that is printed empty.
    case any

    /// A shape from its JSON; nil for what is none.
    init?(_ json: JSON) {
        switch json {
        case .string("any"): self = .any
        case .string(let type): self = .scalar(type)
        case .array(let pairs):
            var members: [Member] = []
            for pair in pairs {
                guard let name = pair[0]?.string, let shape = pair[1].flatMap(PrintedShape.init) else { return nil }
                let isOptional = name.hasSuffix("?")
                members.append(
                    Member(name: isOptional ? String(name.dropLast()) : name, isOptional: isOptional, shape: shape))
            }
            self = .object(members)
        case .object(let kind):
            if let items = kind["items"].flatMap(PrintedShape.init) {
                self = .array(of: items)
            } else if let values = kind["map"].flatMap(PrintedShape.init) {
                self = .map(of: values)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The shape at a path, changed; arrays leave no trace in paths, the keys of a map are `*`.
    func changed(at path: ArraySlice<String>, _ change: (PrintedShape) -> PrintedShape?) -> PrintedShape? {
        guard let first = path.first else { return change(self) }
        switch self {
        case .array(let items): return items.changed(at: path, change).map { .array(of: $0) }
        case .map(let values) where first == "*":
            return values.changed(at: path.dropFirst(), change).map { .map(of: $0) }
        case .object(let members):
            return .object(
                members.compactMap { member in
                    guard member.name == first else { return member }
                    return member.shape.changed(at: path.dropFirst(), change).map {
                        Member(name: member.name, isOptional: member.isOptional, shape: $0)
                    }
                })
        default: return self
        }
    }
}

extension PrintedShape {
    /// The paths of all members, as entries write them.
    var paths: [String] {
        switch self {
        case .object(let members):
            members.flatMap { member in
                [member.name] + member.shape.paths.map { "\(member.name).\($0)" }
            }
        case .array(let items): items.paths
        case .map(let values): values.paths.map { "*.\($0)" }
        case .scalar, .any: []
        }
    }
}
