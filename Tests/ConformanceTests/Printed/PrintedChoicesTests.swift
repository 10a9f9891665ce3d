// The list of choices: one for every contradiction of a page, none that is not needed.

import TestSupport
import Testing

@Suite("Printed choices") struct PrintedChoicesTests {
    @Test("every contradiction was decided", arguments: PrintedEntry.all.filter { $0.contradiction != nil }.map(\.name))
    func decided(name: String) throws {
        let entry = try #require(PrintedEntry.all.first { $0.name == name })
        #expect(!PrintedChoice.about(entry).isEmpty, "\(name): \(entry.contradiction ?? "")")
    }

    @Test("every choice names entries, says what was decided, and why")
    func choices() {
        #expect(Set(PrintedChoice.all.map(\.decision)).count == PrintedChoice.all.count)
        for choice in PrintedChoice.all {
            #expect(!choice.decision.isEmpty && !choice.reason.isEmpty && !choice.entries.isEmpty, "\(choice)")
            for name in choice.entries {
                let entry = PrintedEntry.all.first { $0.name == name }
                #expect(entry != nil, "\(choice): there is no entry \(name)")
                #expect(
                    choice.hasEffect || entry?.contradiction != nil, "\(choice): \(name) has nothing to decide")
            }
        }
    }

    @Test("docs/choices.md has every choice")
    func documented() {
        let page = Repository.text("docs/choices.md").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for choice in PrintedChoice.all { #expect(page.contains(choice.decision), "\(choice)") }
    }
}
