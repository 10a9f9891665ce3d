// `deepmock contracts`: inspects the built-in contracts without starting a server.

import ArgumentParser
import Contract
import Emulator
import Host
import System

/// Inspects the contracts.
struct ContractsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contracts",
        abstract: "Check the built-in contracts, or show how much of each platform they cover.",
        subcommands: [Check.self, CoverageReport.self])

    /// Checks contracts and bindings.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every contract, schema, example and binding.",
            discussion:
                "Prints one line for each problem, with file and JSON pointer. Exits with 1 if there are problems.")

        func run() throws {
            let report = try ContractReport()
            let problems = try report.problems()
            for problem in problems { print(problem) }
            print("\(report.boundCount) operations bound, \(problems.count) problems")
            if !problems.isEmpty { throw ExitCode(1) }
        }
    }

    /// Shows the coverage.
    struct CoverageReport: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "coverage",
            abstract: "Show how many operations of each platform exist, by evidence, and how many were exercised.")

        @Option(
            help: ArgumentHelp("File with one platform/operationId per line, as the tests write it.", valueName: "file")
        )
        var exercised: String?

        @Flag(help: "Exit with 1 if an operation was never exercised.")
        var requireAll = false

        func run() throws {
            let report = try ContractReport()
            var record: CoverageRecord?
            if let exercised {
                do {
                    let bytes = try Files.read(exercised, maximumBytes: 256 << 20)
                    var merged = CoverageRecord()
                    merged.merge(String(decoding: bytes, as: UTF8.self))
                    record = merged
                } catch {
                    throw FlagError(description: error.message)
                }
            }
            print(report.table(exercised: record))
            guard requireAll, let record else { return }
            let missing = record.missing(from: report.catalogue)
            guard !missing.isEmpty else { return }
            for operation in missing { print("never exercised: \(operation.name)") }
            throw ExitCode(1)
        }
    }
}
