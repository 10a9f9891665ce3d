// The verdict as the control plane answers it, and as a report file has it.

import JSON

extension Verdict {
    /// The verdict as JSON.
    public var json: JSON {
        [
            "passed": .bool(isPassed), "worlds": .array(worlds.map(JSON.string)), "requests": .int(requests),
            "findings": .array(findings.map(\.json)), "omitted": .int(omitted),
            "operations": .array(operations.map(\.json)), "coverage": .array(coverage.map(\.json)),
        ]
    }

    /// Reads a verdict; nil when a member is missing or of the wrong type.
    public init?(json: JSON) {
        guard let worlds = json["worlds"]?.array?.compactMap(\.string), let requests = json["requests"]?.int,
            let findings = json["findings"]?.array, let omitted = json["omitted"]?.int,
            let operations = json["operations"]?.array, let coverage = json["coverage"]?.array
        else { return nil }
        self.init(
            worlds: worlds, requests: requests, findings: findings.compactMap(Finding.init), omitted: omitted,
            operations: operations.compactMap(UsedOperation.init), coverage: coverage.compactMap(Coverage.init))
        guard self.findings.count == findings.count, self.operations.count == operations.count,
            self.coverage.count == coverage.count
        else { return nil }
    }
}

extension Verdict.UsedOperation {
    fileprivate var json: JSON {
        [
            "platform": .string(platform), "operation": .string(operation), "requests": .int(requests),
            "answered": .int(answered),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let platform = json["platform"]?.string, let operation = json["operation"]?.string,
            let requests = json["requests"]?.int, let answered = json["answered"]?.int
        else { return nil }
        self.init(platform: platform, operation: operation, requests: requests, answered: answered)
    }
}

extension Verdict.Coverage {
    fileprivate var json: JSON {
        [
            "platform": .string(platform), "answered": .int(answered), "operations": .int(operations),
            "percent": .int(percent),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let platform = json["platform"]?.string, let answered = json["answered"]?.int,
            let operations = json["operations"]?.int
        else { return nil }
        self.init(platform: platform, answered: answered, operations: operations)
    }
}

extension Verdict.Finding {
    fileprivate var json: JSON {
        [
            "kind": .string(kind.rawValue), "world": .string(world),
            "platform": platform.map(JSON.string) ?? .null, "operation": operation.map(JSON.string) ?? .null,
            "summary": .string(summary), "count": .int(count),
            "differences": .array(
                differences.map {
                    ["pointer": .string($0.pointer), "expected": .string($0.expected), "got": .string($0.got)]
                }),
            "hint": hint.map(JSON.string) ?? .null,
            "example": example.map {
                [
                    "request": .int($0.number), "line": .string($0.line), "status": .int($0.status),
                    "curl": .string($0.curl),
                ]
            } ?? .null,
        ]
    }

    fileprivate init?(json: JSON) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init), let world = json["world"]?.string,
            let summary = json["summary"]?.string, let count = json["count"]?.int,
            let differences = json["differences"]?.array
        else { return nil }
        var example: Example?
        if let value = json["example"], !value.isNull {
            guard let number = value["request"]?.int, let line = value["line"]?.string,
                let status = value["status"]?.int, let curl = value["curl"]?.string
            else { return nil }
            example = Example(number: number, line: line, status: status, curl: curl)
        }
        self.init(
            kind: kind, world: world, platform: json["platform"]?.string, operation: json["operation"]?.string,
            summary: summary, count: count,
            differences: differences.map {
                Difference(
                    pointer: $0["pointer"]?.string ?? "", expected: $0["expected"]?.string ?? "",
                    got: $0["got"]?.string ?? "")
            },
            hint: json["hint"]?.string, example: example)
    }
}
