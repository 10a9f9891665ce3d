// The build tool that checks contracts, schema, timings and seeds, and writes them as Swift for the target Embedded.

import Embedding
import System

#if canImport(Glibc)
import Glibc
#endif

/// `EmbedTool PACKAGE OUTPUT` reads the package's files and writes one Swift file. `EmbedTool PACKAGE` only checks them.
@main
struct EmbedTool {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let root = arguments.first, arguments.count <= 2 else {
            StandardStreams.write("usage: EmbedTool PACKAGE [OUTPUT]\n", to: .error)
            exit(2)
        }
        let embedding = PackageEmbedding(root: root)
        StandardStreams.write(embedding.problems, to: .error)
        guard let source = embedding.source else { exit(1) }
        guard let output = arguments.dropFirst().first else { return }
        do {
            try Files.writeAtomically(Array(source.utf8), to: output)
        } catch {
            StandardStreams.write("\(output):1: error: \(error.message)\n", to: .error)
            exit(1)
        }
    }
}
