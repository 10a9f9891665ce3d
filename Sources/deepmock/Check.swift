// `deepmock check`: looks at a data directory while no server uses it.

import ArgumentParser
import Emulator
import Host
import System

/// Checks a data directory.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory, and put right what can be.",
        discussion: """
            Opens every world as a start does: older schemas are migrated, and records that would wait for ever are set \
            going again. Then looks for damaged pages, rows without those that they belong to, and contents without \
            their files. Exits with 1 if something is left that is not as it must be.
            """)

    @Argument(help: ArgumentHelp("The data directory, as serve --data has it.", valueName: "dir"))
    var directory: String

    func run() throws {
        guard Files.exists(directory + "/tenants") else {
            throw StartError(description: "\(directory) is no data directory: it has no folder tenants.")
        }
        let check: DataCheck
        do {
            check = try DataCheck(of: directory, log: Log(format: .text, level: .silent))
        } catch {
            throw StartError(description: HostFailure.sentence(for: error))
        }
        for finding in check.findings {
            print("\(finding.tenant): \(finding.text)\(finding.isRepaired ? " (repaired)" : "")")
        }
        let left = check.findings.count { !$0.isRepaired }
        print("\(check.tenants) worlds checked, \(check.findings.count - left) things repaired, \(left) left")
        if left > 0 { throw ExitCode(1) }
    }
}
