// A group of requests with the same mistake as a finding, with the first of them as the example.

import Contract
import Emulator
import HTTP
import JSON
import Verdict

/// Turns groups of the journal into findings.
struct ExampleRequest {
    /// The most differences of one finding.
    private static let differences = 5

    let serverURL: String
    let world: String
    let catalogue: Catalogue

    func finding(_ group: ProblemGroups.Group) -> Verdict.Finding {
        let entry = group.first
        let line = "\(entry.head.method.name) \(Redaction.target(entry.head.target.raw))"
        let name = entry.operation.map { " (\($0))" } ?? ""
        let violations =
            (group.kind == .answerViolation ? entry.answerViolations : entry.problem?.violations)?
            .map(Redaction.violation) ?? []
        let message = entry.problem.map { Redaction.problem($0).message } ?? "no answer"
        let summary =
            switch group.kind {
            case .refused, .failed, .unmatched: "\(line)\(name) was answered \(entry.status): \(message)"
            case .answerViolation:
                "\(line)\(name) was answered \(entry.status) with what its contract does not promise."
            }
        return Verdict.Finding(
            kind: kind(group.kind), world: world, platform: entry.platform, operation: entry.operation,
            summary: entry.status == 0 ? "\(line)\(name) was cut before its body had arrived." : summary,
            count: group.count,
            differences: violations.prefix(Self.differences).map {
                Verdict.Finding.Difference(pointer: $0.pointer, expected: $0.expected, got: $0.got)
            },
            hint: group.kind == .unmatched ? nearest(entry) : entry.problem?.note,
            example: Verdict.Finding.Example(
                number: entry.id, line: line, status: entry.status,
                curl: CurlCommand.text(entry, serverURL: serverURL)))
    }

    private func kind(_ kind: ProblemGroups.Kind) -> Verdict.Finding.Kind {
        switch kind {
        case .refused: .refusedRequest
        case .unmatched: .unknownOperation
        case .failed: .failedRequest
        case .answerViolation: .answerViolation
        }
    }

    private func nearest(_ entry: JournalEntry) -> String? {
        let operations = NearestOperations.find(entry, in: catalogue)
        guard !operations.isEmpty else { return nil }
        return "Nearest: " + operations.map { "\($0.method) \($0.template) (\($0.id))" }.joined(separator: ", ") + "."
    }
}
