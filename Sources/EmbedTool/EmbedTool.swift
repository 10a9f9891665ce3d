// The build tool that checks contracts, schema, timings and seeds, and writes them as Swift for the target Embedded.

import Contract
import JSON
import System

#if canImport(Glibc)
import Glibc
#endif

/// `EmbedTool PACKAGE OUTPUT` reads the package's files and writes one Swift file. `EmbedTool PACKAGE` only checks. Every
/// problem is one line `file:line: error: sentence`, which the compiler's front ends understand.
@main
struct EmbedTool {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let root = arguments.first, arguments.count <= 2 else {
            StandardStreams.write("usage: EmbedTool PACKAGE [OUTPUT]\n", to: .error)
            exit(2)
        }
        var log = ProblemLog()
        let inputs = Inputs(root: root, log: &log)
        let contracts = ContractFolder(inputs: inputs, log: &log)
        let source = EmbeddedSource(inputs: inputs, contracts: contracts, log: &log)
        if !log.hasErrors, let output = arguments.dropFirst().first {
            log.attempt(output) { () throws(SystemError) in
                try Files.writeAtomically(Array(source.text.utf8), to: output)
            }
        }
        StandardStreams.write(log.text, to: .error)
        exit(log.hasErrors ? 1 : 0)
    }
}
