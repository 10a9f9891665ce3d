// Validates a value against a compiled schema.

import JSON

/// One validation. It collects violations up to a limit and ends after a fixed number of steps.
struct Validator {
    /// A step is one value against one schema; large values need many.
    private static let maximumSteps = 2_000_000
    /// What a step costs inside a branch of a branch: recursive branches could otherwise be tried a number of times
    /// that is exponential in the depth of the value.
    private static let nestedBranchCost = 50
    /// More levels than the parser accepts: for values that were built in the program.
    private static let maximumDepth = 512

    let nodes: [SchemaNode]
    let limit: Int
    /// Whether integers must fit 64 bits, because somebody is going to read them.
    let boundsIntegers: Bool
    /// Whether violations say where they are. Nearly every value has none, and then following the path costs a third of
    /// the validation.
    private let followsPath: Bool
    private(set) var violations: [Violation] = []
    private var path: [PathToken] = []
    private var steps = 0
    private var depth = 0
    private var branchDepth = 0

    private init(nodes: [SchemaNode], limit: Int, boundsIntegers: Bool, followsPath: Bool) {
        self.nodes = nodes
        self.limit = limit
        self.boundsIntegers = boundsIntegers
        self.followsPath = followsPath
    }

    /// Whether a value is valid.
    static func accepts(_ value: JSON, _ nodes: [SchemaNode], _ root: Int, boundsIntegers: Bool = false) -> Bool {
        var validator = Validator(nodes: nodes, limit: 1, boundsIntegers: boundsIntegers, followsPath: false)
        validator.check(value, against: root)
        return validator.violations.isEmpty
    }

    /// The violations of a value, at most `limit`.
    static func violations(
        of value: JSON, _ nodes: [SchemaNode], _ root: Int, limit: Int, boundsIntegers: Bool = false
    ) -> [Violation] {
        guard !accepts(value, nodes, root, boundsIntegers: boundsIntegers) else { return [] }
        var validator = Validator(nodes: nodes, limit: limit, boundsIntegers: boundsIntegers, followsPath: true)
        validator.check(value, against: root)
        return validator.violations
    }

    /// Checks a value against a node of the table.
    mutating func check(_ value: JSON, against node: Int) {
        guard violations.count < limit else { return }
        steps += branchDepth > 1 ? Self.nestedBranchCost : 1
        depth += 1
        defer { depth -= 1 }
        guard steps <= Self.maximumSteps, depth <= Self.maximumDepth else {
            violations = Array(violations.prefix(limit - 1))
            return report("schema", "a value that is simple enough to be checked", "one that is nested too deeply")
        }
        let types = nodes[node].types
        guard types.admits(value) else {
            return report("type", types.text, value.summary)
        }
        if boundsIntegers, types.contains(.integer), !types.contains(.number), value.double != nil, value.int == nil {
            return report("type", "an integer of 64 bits", value.summary)
        }
        let checks = nodes[node].checks
        for index in checks.indices { apply(checks[index], to: value) }
    }

    private mutating func apply(_ check: SchemaNode.Check, to value: JSON) {
        switch check {
        case .never: report("schema", "no value at all", value.summary)
        case .enumeration(let values):
            guard !values.contains(value) else { return }
            report("enum", "one of " + values.map(\.summary).joined(separator: ", "), value.summary)
        case .constant(let constant):
            if constant != value { report("const", constant.summary, value.summary) }
        case .reference(let node): self.check(value, against: node)
        case .all(let branches): for branch in branches { self.check(value, against: branch) }
        case .any(let branches): any(branches, value, exactlyOne: false)
        case .one(let branches): any(branches, value, exactlyOne: true)
        case .not(let node):
            if passes(value, node) { report("not", "a value other than the excluded ones", value.summary) }
        case .minimum, .maximum: number(check, value)
        case .minLength, .maxLength, .format: text(check, value)
        case .minItems, .maxItems, .uniqueItems, .items: list(check, value)
        case .minProperties, .maxProperties, .required, .notTogether, .anyMembers, .members, .propertyNames:
            object(check, value)
        }
    }

    private mutating func number(_ check: SchemaNode.Check, _ value: JSON) {
        guard value.double != nil else { return }
        switch check {
        case .minimum(let bound, false) where value.isLess(than: bound):
            report("minimum", "at least \(bound.shortNumber)", value.summary)
        case .minimum(let bound, true) where !bound.isLess(than: value):
            report("exclusiveMinimum", "more than \(bound.shortNumber)", value.summary)
        case .maximum(let bound, false) where bound.isLess(than: value):
            report("maximum", "at most \(bound.shortNumber)", value.summary)
        case .maximum(let bound, true) where !value.isLess(than: bound):
            report("exclusiveMaximum", "less than \(bound.shortNumber)", value.summary)
        default: break
        }
    }

    private mutating func text(_ check: SchemaNode.Check, _ value: JSON) {
        switch (check, value) {
        // A character has one to four bytes: most texts need no counting.
        case (.minLength(let bound), .string(let text))
        where text.utf8.count / 4 < bound && text.unicodeScalars.count < bound:
            report(
                "minLength",
                "at least \(Self.count(bound, "character"))",
                Self.count(text.unicodeScalars.count, "character")
            )
        case (.maxLength(let bound), .string(let text))
        where text.utf8.count > bound && text.unicodeScalars.count > bound:
            report(
                "maxLength",
                "at most \(Self.count(bound, "character"))",
                Self.count(text.unicodeScalars.count, "character")
            )
        case (.format(let format), .string(let text)) where !format.accepts(text):
            report("format", format.text, value.summary)
        case (.format(let format), .int), (.format(let format), .double), (.format(let format), .bigInteger):
            if !format.accepts(number: value) { report("format", format.text, value.summary) }
        default: break
        }
    }

    private mutating func list(_ check: SchemaNode.Check, _ value: JSON) {
        guard case .array(let items) = value else { return }
        switch check {
        case .minItems(let bound) where items.count < bound:
            report("minItems", "at least \(Self.count(bound, "item"))", Self.count(items.count, "item"))
        case .maxItems(let bound) where items.count > bound:
            report("maxItems", "at most \(Self.count(bound, "item"))", Self.count(items.count, "item"))
        case .uniqueItems:
            var seen: Set<String> = []
            guard let twin = items.firstIndex(where: { !seen.insert($0.canonicalText).inserted }) else { return }
            within(.index(twin)) { $0.report("uniqueItems", "an item that is not there yet", items[twin].summary) }
        case .items(let prefix, let rest):
            for index in items.indices {
                guard let node = index < prefix.count ? prefix[index] : rest, violations.count < limit else { break }
                within(.index(index)) { $0.check(items[index], against: node) }
            }
        default: break
        }
    }

    private mutating func object(_ check: SchemaNode.Check, _ value: JSON) {
        guard case .object(let object) = value else { return }
        switch check {
        case .minProperties(let bound) where object.count < bound:
            report("minProperties", "at least \(Self.count(bound, "member"))", Self.count(object.count, "member"))
        case .maxProperties(let bound) where object.count > bound:
            report("maxProperties", "at most \(Self.count(bound, "member"))", Self.count(object.count, "member"))
        case .required(let names):
            for name in names where !object.contains(name) {
                within(.key(name)) { $0.report("required", "the required member \(name)", "nothing") }
            }
        case .notTogether(let names):
            guard let last = names.last, let value = object[last], names.allSatisfy({ object[$0] != nil }) else {
                return
            }
            let others = names.dropLast().joined(separator: " and ")
            within(.key(last)) { $0.report("not", "no such member beside \(others)", value.summary) }
        case .anyMembers(let groups):
            guard !groups.contains(where: { $0.allSatisfy { object[$0] != nil } }) else { return }
            // The group of which something is there is the one that was meant.
            let meant = groups.first { $0.contains { object[$0] != nil } } ?? groups.first ?? []
            let all = "the members " + groups.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
            within(.key(meant.first { object[$0] == nil } ?? "")) { $0.report("anyOf", all, "nothing") }
        case .members(let properties, let additional):
            object.forEachMember { name, member in
                guard violations.count < limit else { return }
                if let node = properties[name] ?? (additional.flatMap { isNever($0) ? nil : $0 }) {
                    guard followsPath else { return self.check(member, against: node) }
                    within(.key(name)) { $0.check(member, against: node) }
                } else if additional != nil {
                    let nearest = Misspelling.nearest(to: name, among: properties.names)
                    let hint = nearest.map { " (did you mean \($0)?)" } ?? ""
                    within(.key(name)) {
                        $0.report("additionalProperties", "no further member" + hint, member.summary)
                    }
                }
            }
        case .propertyNames(let node):
            for (name, _) in object where !passes(.string(name), node) {
                within(.key(name)) { $0.report("propertyNames", "a member name of the right form", "another name") }
            }
        default: break
        }
    }

    /// `anyOf` and `oneOf`. If no branch matches, the failures of the only branch with a matching type are the useful
    /// ones.
    private mutating func any(_ branches: [Int], _ value: JSON, exactlyOne: Bool) {
        var fitting = 0
        var near: [[Violation]] = []
        for branch in branches {
            let failures = attempt(value, branch)
            if failures.isEmpty {
                fitting += 1
                if !exactlyOne { return }
            } else if !failures.contains(where: {
                $0.pointer == PathToken.pointer(path) && ["type", "const", "enum"].contains($0.keyword)
            }) {
                near.append(failures)
            }
        }
        switch fitting {
        case 0 where near.count == 1:
            violations.append(contentsOf: near[0].prefix(limit - violations.count))
        case 0:
            report(exactlyOne ? "oneOf" : "anyOf", "one of the \(branches.count) allowed forms", value.summary)
        case 1: break
        default: report("oneOf", "exactly one of the \(branches.count) allowed forms", "a value that fits \(fitting)")
        }
    }

    /// The violations of a branch, which are not recorded.
    private mutating func attempt(_ value: JSON, _ node: Int) -> [Violation] {
        let kept = violations
        violations = []
        branchDepth += 1
        check(value, against: node)
        branchDepth -= 1
        defer { violations = kept }
        return violations
    }

    private mutating func passes(_ value: JSON, _ node: Int) -> Bool {
        attempt(value, node).isEmpty
    }

    private func isNever(_ node: Int) -> Bool {
        if case .never = nodes[node].checks.first { true } else { false }
    }

    private mutating func within(_ token: PathToken, _ body: (inout Validator) -> Void) {
        guard followsPath else { return body(&self) }
        path.append(token)
        body(&self)
        path.removeLast()
    }

    private mutating func report(_ keyword: String, _ expected: String, _ got: String) {
        guard violations.count < limit else { return }
        violations.append(
            Violation(pointer: PathToken.pointer(path), keyword: keyword, expected: expected, got: got)
        )
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
