// The recipes for CI, containers and clusters: they parse, and what they name is there in the binary.

import Testing

@Suite("Recipes")
struct RecipesTests {
    @Test("every recipe parses, and its variables, health checks and port are those of the binary")
    func recipes() throws {
        let python = Folder.fixture("../.build/python-tools/bin/python3")
        let outcome = try Program.run(
            python, ["-B", Folder.fixture("../Tests/Recipes/check.py"), Program.binary(), "node"], seconds: 120)
        #expect(outcome.ending == .exit(0), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output == "ok\n")
    }
}
