// Tests of page objects in their three dialects.

import Contract
import Emulator
import JSON
import Testing

@Suite("Page")
struct PageTests {
    private func page(
        _ dialect: PageDialect, offset: Int, limit: Int, total: Int, all: Bool = false,
        query: [(name: String, value: String)] = []
    ) -> JSON {
        var writer = JSONWriter()
        Page(
            dialect: dialect, request: PageRequest(offset: offset, limit: limit), total: total, url: "http://h/x/",
            query: query, printsAllLinks: all
        ).write(into: &writer) { $0.int(1) }
        return (try? JSON(parsing: writer.bytes)) ?? .null
    }

    @Test("has its dialect's members in its dialect's order")
    func order() {
        #expect(
            page(.a, offset: 0, limit: 1, total: 1).object?.keys == [
                "total", "offset", "limit", "next", "prev", "data",
            ])
        #expect(
            page(.b, offset: 0, limit: 1, total: 1).object?.keys == [
                "total", "next", "prev", "limit", "offset", "data",
            ])
        #expect(
            page(.mixed, offset: 0, limit: 1, total: 1).object?.keys == [
                "total", "offset", "limit", "next", "prev", "data",
            ])
    }

    @Test("links to the pages that exist, and says null for those that do not", arguments: [PageDialect.a, .b, .mixed])
    func links(dialect: PageDialect) {
        let middle = page(dialect, offset: 5, limit: 5, total: 11)
        #expect(middle["next"] == "http://h/x/?limit=5&offset=10")
        #expect(middle["prev"] == "http://h/x/?limit=5&offset=0")
        let only = page(dialect, offset: 0, limit: 10, total: 10)
        #expect(only["next"] == .null)
        #expect(only["prev"] == .null)
        let behind = page(dialect, offset: 10, limit: 5, total: 3)
        #expect(behind["next"] == .null)
        #expect(behind["prev"] == .null)
        #expect(page(dialect, offset: 5, limit: 5, total: 3)["prev"] == "http://h/x/?limit=5&offset=0")
    }

    @Test("prints links of the old form to pages that do not exist when told so, and of no other form")
    func printed() {
        let old = page(.a, offset: 0, limit: 10, total: 4, all: true)
        #expect(old["next"] == "http://h/x/?limit=10&offset=10")
        #expect(old["prev"] == "http://h/x/?limit=10&offset=0")
        #expect(page(.b, offset: 0, limit: 10, total: 4, all: true)["next"] == .null)
    }

    @Test(
        "keeps the other query parameters in alphabetical order, encoded", arguments: [PageDialect.a, .b, .mixed])
    func query(dialect: PageDialect) {
        let query = [("type", "person"), ("limit", "5"), ("folder", "/a b/")]
        let kept = page(dialect, offset: 0, limit: 5, total: 9, query: query)
        #expect(kept["next"] == "http://h/x/?folder=/a%20b/&limit=5&offset=5&type=person")
        let printed = page(dialect, offset: 0, limit: 5, total: 9, all: true, query: query)
        #expect(printed["next"] == (dialect == .a ? "http://h/x/?limit=5&offset=5" : kept["next"]))
    }

    @Test("bears the largest offset and limit")
    func overflow() {
        #expect(page(.a, offset: .max, limit: .max, total: 1)["next"] == .null)
    }
}
