// Tests of tables of names, few and many.

import Testing

@testable import Contract

@Suite("Names")
struct NameTableTests {
    @Test("every name leads to its index, and no other name to any", arguments: [0, 1, 8, 9, 16, 17, 300])
    func finds(count: Int) {
        var table = NameTable()
        for number in 0..<count { table.add("name-\(number)", number * 3) }
        #expect(table.isEmpty == (count == 0))
        #expect(table.names.count == count)
        for number in 0..<count { #expect(table["name-\(number)"] == number * 3) }
        for other in ["", "name-", "name-\(count)", "Name-0", "ä"] { #expect(table[other] == nil) }
    }
}
