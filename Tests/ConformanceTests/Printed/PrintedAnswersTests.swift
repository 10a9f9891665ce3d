// Every printed answer holds: its members are there, in printed order, with printed types.

import JSON
import TestSupport
import Testing

@Suite("Printed answers") struct PrintedAnswersTests {
    /// What does not hold of an entry, with the answers that a tour has got.
    static func problems(_ entry: PrintedEntry, _ tour: PrintedTour, choices: [PrintedChoice]) -> [String] {
        let own = tour.answers[entry.name] ?? []
        let shared = tour.answers["\(entry.platform)/\(entry.operation) response"] ?? []
        let answers = own.isEmpty ? shared : own
        guard !answers.isEmpty else { return ["the tour has no answer"] }
        var problems: [String] = []
        if let status = entry.status {
            problems += answers.filter { $0.status != status }.map { "status \($0.status), printed \(status)" }
        }
        guard let printed = entry.shape else { return problems }
        let shape = choices.reduce(printed) { $1.applied(to: $0) }
        var check = PrintedCheck(shape, nullable: entry.nullable, enums: entry.enums)
        for answer in answers { check.check(answer.json) }
        problems += check.problems + check.neverFilled.map { "\($0) was never seen with something in it" }
        return Array(Set(problems)).sorted()
    }

    @Test("every printed member is there, in printed order, with its type", arguments: PrintedEntry.platforms)
    func answers(platform: String) throws {
        let tour = try PrintedTour.made(platform)
        for entry in PrintedEntry.of(.response, platform) {
            let problems = Self.problems(entry, tour, choices: PrintedChoice.about(entry))
            #expect(problems.isEmpty, "\(entry): \(problems.joined(separator: "\n"))")
            // A choice that changes nothing is not needed.
            let choices = PrintedChoice.about(entry)
            for choice in choices where choice.hasEffect {
                let others = choices.filter { $0.decision != choice.decision }
                let without = Self.problems(entry, tour, choices: others)
                #expect(!without.isEmpty, "\(entry) holds without the choice: \(choice)")
            }
        }
    }

    @Test("all printed answers are read")
    func numbers() {
        #expect(PrintedEntry.all.filter { $0.kind == .response }.count == 165)
        #expect(PrintedEntry.all.filter { $0.kind == .request }.count == 74)
        #expect(PrintedEntry.all.filter { $0.kind == .parameters }.count == 174)
        #expect(Set(PrintedEntry.all.map(\.name)).count == PrintedEntry.all.count)
    }
}
