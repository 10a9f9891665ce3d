// `deepmock contracts`: looks at the contracts that the binary carries, without starting a server.

import ArgumentParser
import Contract
import Emulator
import Host
import System

/// Looks at the contracts.
struct ContractsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contracts",
        abstract: "Check the built-in contracts, or tell how much of each platform they cover.",
        subcommands: [Check.self, CoverageReport.self])

    /// Checks contracts and bindings.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every contract, schema, example and binding.",
            discussion: "Prints one line a problem, with its file and JSON pointer. Exit status 1 when there is one.")

        func run() throws {
            let report = try ContractReport()
            let problems = try report.problems()
            for problem in problems { print(problem) }
            print("\(report.boundCount) operations bound, \(problems.count) problems")
            if !problems.isEmpty { throw ExitCode(1) }
        }
    }

    /// Tells what is covered.
    struct CoverageReport: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "coverage",
            abstract: "Tell how many operations of each platform are bound, by evidence, and which were exercised.")

        @Option(
            help: ArgumentHelp("File with one platform/operationId a line, as the tests write it.", valueName: "file"))
        var exercised: String?

        @Flag(help: "Exit with status 1 when an operation was never exercised.")
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
