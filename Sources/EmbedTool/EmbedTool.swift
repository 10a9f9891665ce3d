// The build tool that checks contracts, schema, timings and seeds, and writes them as Swift for the target Embedded; and
// that packs the files of the dashboard for the target Dashboard.

import Embedding
import System

#if canImport(Glibc)
import Glibc
#endif

/// `EmbedTool PACKAGE OUTPUT` reads the package's files and writes one Swift file. `EmbedTool PACKAGE` only checks them.
/// `EmbedTool assets ASSETS LIBRARY NOTICE OUTPUT` packs the dashboard: its own folder, the modules of Preact, and the
/// text of that library's licence.
@main
struct EmbedTool {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "assets", arguments.count == 5 {
            let paths = Array(arguments.dropFirst())
            let embedding = AssetEmbedding(folder: paths[0], library: paths[1], notice: paths[2])
            return finish(source: embedding.source, problems: embedding.problems, output: paths[3])
        }
        guard let root = arguments.first, arguments.count <= 2 else {
            StandardStreams.write("usage: EmbedTool PACKAGE [OUTPUT]\n", to: .error)
            exit(2)
        }
        let embedding = PackageEmbedding(root: root)
        finish(source: embedding.source, problems: embedding.problems, output: arguments.dropFirst().first)
    }

    private static func finish(source: String?, problems: String, output: String?) {
        StandardStreams.write(problems, to: .error)
        guard let source else { exit(1) }
        guard let output else { return }
        do {
            try Files.writeAtomically(Array(source.utf8), to: output)
        } catch {
            StandardStreams.write("\(output):1: error: \(error.message)\n", to: .error)
            exit(1)
        }
    }
}
