// The promise of the build tool: every problem is told with its file and line.

import Testing

@Suite struct PackageEmbeddingTests {
    private static let openapi = "fixtures/contracts/alpha/openapi.yaml"

    /// The one problem of a package: its place, and whether its sentence has the given words.
    private func expect(
        _ package: SamplePackage, at place: String, says words: String, severity: String = "error",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (source, problems) = try package.embed()
        #expect((source == nil) == (severity == "error"), sourceLocation: sourceLocation)
        #expect(problems.count == 1, "\(problems)", sourceLocation: sourceLocation)
        let first = problems.first ?? ""
        #expect(first.hasPrefix("\(place): \(severity): "), "\(problems)", sourceLocation: sourceLocation)
        #expect(first.contains(words), "\(problems)", sourceLocation: sourceLocation)
    }

    @Test("A package in order becomes Swift source with every text")
    func inOrder() throws {
        let (source, problems) = try SamplePackage().embed()
        #expect(problems == [])
        let text = try #require(source)
        for name in ["routes", "operations", "components", "documents", "databaseImage", "timings"] {
            #expect(text.contains("public static var \(name): String {\n#"), "\(name)")
        }
        #expect(text.contains("(#\"\"\"\ndemo.json\n\"\"\"#, #\"\"\"\n[{\"path\":\"/things\"}]\n\"\"\"#)"))
        #expect(text.contains("\n{\"thing.start\":5}\n"))
    }

    @Test(
        "A problem in a contract is told with its line",
        arguments: [
            ("paths:\n", "paths: [\n", 7, "not valid YAML"),
            ("paths:\n", "paths:\n\tx: 1\n", 6, "not valid YAML"),
            ("summary: Lists the things.", "summary: \"Lists \u{1}\"", 9, "not valid YAML"),
            ("x-source: seed", "x-source: seed\n      x-source: docs", 10, "x-source is used twice"),
            ("'200':", "200: {description: Done.}\n        '200':", 13, "200 is used twice"),
            ("x-source: seed", "x-source: hearsay", 10, "x-source must be one of"),
            ("x-source: seed", "x-sauce: seed\n      x-source: seed", 10, "x-sauce is not allowed here"),
            (
                "items: {type: string}", "items: {type: string}\n      pattern: '^a'", 22,
                "pattern is not a supported keyword"
            ),
            ("type: string}", "type: strin}", 21, "is not a type"),
            ("schemas/Things'", "schemas/Thongs'", 16, "does not exist"),
            ("example: [a, b]", "example: [a, 2]", 22, "does not match its schema"),
            ("x-operations: 1", "x-operations: 0", 4, "there are 1 operations"),
            ("version: '1'", "version: 1", 2, "must be a string"),
            ("summary: Lists the things.", "summary: yes", 9, "YAML 1.1"),
            ("summary: Lists the things.", "summary: 2026-01-01", 9, "YAML 1.1"),
            ("paths:", "tags: &anchor []\npaths:", 5, "anchors are not allowed"),
        ]
    )
    func contract(piece: String, other: String, line: Int, words: String) throws {
        let (source, problems) = try SamplePackage(replacing: piece, with: other).embed()
        #expect(source == nil)
        let isTold = problems.contains { $0.hasPrefix("\(Self.openapi):\(line): error: ") && $0.contains(words) }
        #expect(isTold, "\(problems)")
    }

    @Test("What only looks forgotten is a warning, and stops nothing")
    func warning() throws {
        let package = SamplePackage(replacing: "    Things:", with: "    Lost: {type: string}\n    Things:")
        try expect(package, at: "\(Self.openapi):19", says: "nothing refers to this", severity: "warning")
    }

    @Test(
        "A problem in schema.sql is told with the line of the token, or of its statement",
        arguments: [
            ("CREATE TABLE a (b);\n\nCREATE TABLE c (\n    d,\n    e f g,,\n);\n", 5, "syntax error"),
            ("-- a\nCREATE TABLE a (b);\n\n-- again\nCREATE TABLE a (\n    c);\n", 5, "already exists"),
            ("CREATE TABLE a (b);\nCREATE INDEX i\n    ON a (\n        nowhere);\n", 4, "no such column"),
            ("CREATE TABLE a (b);\n-- sum: a\n", 2, "there is no directive sum"),
            ("CREATE TABLE a (b);\n-- counter: a by\n", 2, "by needs a name after it"),
            ("CREATE TABLE a (b);\n-- counter: a by b added elsewhere\n", 2, "in OWNER.KEY added elsewhere"),
            ("CREATE TABLE a (b);\n-- gaps: a\n", 2, "TABLE by COLUMN"),
            ("CREATE TABLE a (b);\n\nCREATE TABLE c (d);\n-- counter: c\n", 4, "no such table: counters"),
            (
                "CREATE TABLE a (b);\nCREATE TABLE c (d);\nCREATE TRIGGER t AFTER INSERT ON c BEGIN DELETE FROM e; END",
                2,
                "A trigger of c"
            ),
            ("CREATE TABLE a (b);\nINSERT INTO a\n    VALUES (1, 2);\n", 2, "2 values"),
        ]
    )
    func schema(text: String, line: Int, words: String) throws {
        try expect(SamplePackage("schema.sql", Array(text.utf8)), at: "schema.sql:\(line)", says: words)
    }

    @Test(
        "A problem in timings or a seed is told with its line",
        arguments: [
            ("timings.json", "{\n  \"a\": 1,\n  \"b\": 2,\n}\n", 4, "Unexpected '}'"),
            ("timings.json", "{\n  \"a\": 1,\n  \"a\": 2\n}\n", 3, "Duplicate member"),
            ("timings.json", "{\n  \"a\": 1,\n  \"b\": -1\n}\n", 3, "b must be a whole number"),
            ("timings.json", "{\n  \"a\": 1,\n  \"b\":\n    \"soon\"\n}\n", 4, "b must be a whole number"),
            ("timings.json", "[]", 1, "must be an object"),
            ("seeds/demo.json", "[\n  {\"path\": \"/a\"}\n  {\"path\": \"/b\"}\n]\n", 3, "Unexpected '{'"),
            ("seeds/demo.json", "[\n  {\"path\": \"/a\"},\n\n  {\"paths\": \"/b\"}\n]\n", 4, "needs a path"),
            ("seeds/demo.json", "{\"requests\": 1}", 1, "must be an array"),
            ("seeds/demo.json", "[\n  {\"path\": \"/a", 2, "ends before"),
        ]
    )
    func json(name: String, text: String, line: Int, words: String) throws {
        let path = "fixtures/" + name
        try expect(SamplePackage(path, Array(text.utf8)), at: "\(path):\(line)", says: words)
    }

    @Test("Bytes that are no text are told with their line", arguments: [[0xFF], [0x00], [0x0D, 0x0A]] as [[UInt8]])
    func encoding(bytes: [UInt8]) throws {
        let package = SamplePackage("schema.sql", Array("-- one\n-- two ".utf8) + bytes + Array("\n-- three\n".utf8))
        try expect(package, at: "schema.sql:2", says: "not UTF-8 text")
    }

    @Test("A file that is missing, or that does not belong, is told by its name")
    func files() throws {
        try expect(SamplePackage("schema.sql", nil), at: "schema.sql:1", says: "No such file")
        try expect(SamplePackage("schema.sql", []), at: "schema.sql:1", says: "the file is empty")
        try expect(
            SamplePackage("fixtures/contracts/alpha/notes.txt", Array("a".utf8)),
            at: "fixtures/contracts/alpha/notes.txt:1", says: ".yaml")
        let second = SamplePackage("fixtures/contracts/beta/things.yaml", Array("paths: {}\n".utf8))
        try expect(second, at: "fixtures/contracts/beta/things.yaml:1", says: "no root file with openapi")
    }

    @Test("An empty contract file is an error, not an empty contract")
    func empty() throws {
        let package = SamplePackage("fixtures/contracts/alpha/more.yaml", [])
        try expect(package, at: "fixtures/contracts/alpha/more.yaml:1", says: "the file is empty")
    }
}
