// Flags of everything that judges a run: what is asked for, and where the reports go.

import ArgumentParser
import JSON
import System
import Verdict

/// What a verdict asks for, and its report files.
struct VerdictFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Least share of operations that must be answered, in percent: 30 for every platform that is used, deepva=30 for one; may be repeated.",
            valueName: "percent"))
    var minCoverage: [String] = []

    @Option(
        help: ArgumentHelp(
            "Operation that must be answered, such as createJob or deepva/createJob; may be repeated.",
            valueName: "operation"))
    var require: [String] = []

    @Flag(help: "Count requests to sinks that nobody looked at as findings.")
    var unreadSinks = false

    @Option(help: ArgumentHelp("File for the verdict as JUnit XML.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("File for the verdict as JSON.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("File for the verdict as an HTML page.", valueName: "file"))
    var html: String?

    /// The least coverage, as on the command line or in the environment.
    var coverage: [String] { Flags.list(minCoverage, "--min-coverage") }

    /// The operations that must be answered.
    var operations: [String] { Flags.list(require, "--require") }

    /// Whether requests to sinks count.
    func countsUnreadSinks() throws -> Bool { try Flags.isOn(unreadSinks, "--unread-sinks") }

    /// Writes the report files, and the text to standard error.
    ///
    /// - Returns: whether the run has passed.
    func deliver(_ verdict: Verdict) throws -> Bool {
        StandardStreams.write(verdict.text, to: .error)
        try write(verdict.junit, to: junit, "--junit")
        try write(verdict.json.pretty() + "\n", to: report, "--report")
        try write(verdict.html, to: html, "--html")
        return verdict.isPassed
    }

    private func write(_ text: @autoclosure () -> String, to given: String?, _ name: String) throws {
        guard let path = try Flags.optional(given, name, ({ !$0.isEmpty }, "a file")) else { return }
        do {
            try Files.writeAtomically(Array(text().utf8), to: path)
        } catch {
            throw StartError(description: "\(name): \(error.message)")
        }
    }
}
