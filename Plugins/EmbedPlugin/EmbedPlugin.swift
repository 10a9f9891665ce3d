// Runs EmbedTool before the target Embedded is compiled, again whenever one of its inputs changes.

import Foundation
import PackagePlugin

@main
struct EmbedPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let fixtures = root.appending(path: "fixtures")
        let inputs =
            [root.appending(path: "schema.sql"), fixtures.appending(path: "timings.json")]
            + files(below: fixtures.appending(path: "contracts")) + files(below: fixtures.appending(path: "seeds"))
        let output = context.pluginWorkDirectoryURL.appending(path: "Embedded+Generated.swift")
        return [
            .buildCommand(
                displayName: "Checking and embedding contracts",
                executable: try context.tool(named: "EmbedTool").url,
                arguments: [root.path(percentEncoded: false), output.path(percentEncoded: false)],
                inputFiles: inputs.filter { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) },
                outputFiles: [output]
            )
        ]
    }

    /// The files of a folder and its subfolders, sorted; empty when there is no such folder.
    private func files(below folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (found?.compactMap { $0 as? URL } ?? [])
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .sorted { $0.path < $1.path }
    }
}
