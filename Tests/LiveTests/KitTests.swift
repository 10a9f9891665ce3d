// The kits in `clients`: their own tests, in their own tools, against the program that was built beside these tests.

import Foundation
import TestSupport
import Testing

@Suite("Kits")
struct KitTests {
    private static let tools = Repository.path + ".build/python-tools/"

    /// Runs a program in the repository, which must end well, and gives what it said.
    private static func run(_ program: String, _ arguments: [String], in folder: String = "") throws -> String {
        let environment = ["DEEPMOCK_BINARY": try Program.binary(), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"]
        let outcome = try Program.run(
            "env", ["-C", Repository.path + folder, program] + arguments, environment: environment, seconds: 300)
        let said = outcome.output + outcome.errors
        guard outcome.ending == .exit(0) else {
            throw LiveFailure("\(arguments) ended with \(outcome.ending): \(said)")
        }
        return said
    }

    @Test("the Python kit does what its tests say: processes, worlds, the pytest plugin, unittest, asyncio")
    func python() throws {
        let said = try Self.run(Self.tools + "bin/python", ["-m", "pytest", "-q"], in: "clients/python")
        let passed = try #require(said.firstMatch(of: /(\d+) passed in/)?.1)
        #expect(Int(passed) ?? 0 > 50, "\(said)")
    }

    @Test("the Python kit is typed")
    func pythonTypes() throws {
        try Folder.temporary { folder in
            let said = try Self.run(
                Self.tools + "bin/mypy", ["--strict", "--cache-dir", folder, "deepmock"], in: "clients/python")
            #expect(said.contains("no issues found"), "\(said)")
        }
    }

    @Test("the JavaScript kit does what its tests say: processes, worlds, the hooks of node:test, vitest and jest")
    func javascript() throws {
        let said = try Self.run("/usr/bin/node", ["--test", "clients/javascript/tests/"])
        let passed = try #require(said.firstMatch(of: /(?:#|ℹ) pass (\d+)/)?.1)
        #expect(Int(passed) ?? 0 > 20, "\(said)")
    }

    @Test("the JavaScript kit's comments are its types")
    func javascriptTypes() throws {
        _ = try Self.run("/usr/bin/tsc", ["-p", "clients/javascript/tests/tsconfig.json"])
    }

    @Test("the page for a first test leads to a green one in under two minutes, and shows how one fails")
    func firstTest() throws {
        let packages = try #require(Folder.names(Self.tools + "lib").first { $0.hasPrefix("python3") })
        try Folder.temporary { folder in
            let said = try Self.run(
                "/usr/bin/python3",
                [
                    "fixtures/stories/first_test.py", "docs/first-test.md", folder, "clients/python",
                    try Program.binary(), Self.tools + "lib/\(packages)/site-packages",
                ])
            #expect(said == "ok\n")
        }
    }
}
