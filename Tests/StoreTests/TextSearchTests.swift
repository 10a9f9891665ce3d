// The SQL function that searches text in any letter case.

import Store
import Testing

@Suite struct TextSearchTests {
    @Test(
        "a text holds a folded word in any letter case",
        arguments: [
            ("Night Run", "night", true), ("Night Run", "T R", true), ("Night", "nights", false), ("", "", true),
            ("", "a", false), ("a", "", true), ("ÜBER", "über", true), ("die Brücke", "RÜCK", true),
            ("[", "{", false), ("Ü", "u", false), ("\u{0}Ä", "ä", true),
        ])
    func holds(text: String, word: String, expected: Bool) throws {
        let database = try Database.inMemory()
        let found = try database.scalarInt("SELECT holds(?, ?)", .text(text), .text(TextSearch.fold(word)))
        #expect(found == (expected ? 1 : 0))
    }
}
