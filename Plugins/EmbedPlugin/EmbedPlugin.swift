// Runs EmbedTool before the targets Embedded and Dashboard are compiled, again whenever one of their inputs changes.

import Foundation
import PackagePlugin

@main
struct EmbedPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard target.name != "Dashboard" else { return [try dashboard(context, target)] }
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

    /// The dashboard's own files, and those of Debian's package node-preact.
    private func dashboard(_ context: PluginContext, _ target: any Target) throws -> Command {
        let assets = target.directoryURL.appending(path: "Assets")
        let library = URL(filePath: "/usr/share/nodejs/preact/src")
        let notice = URL(filePath: "/usr/share/doc/node-preact/copyright")
        let output = context.pluginWorkDirectoryURL.appending(path: "Assets+Generated.swift")
        return .buildCommand(
            displayName: "Embedding the dashboard",
            executable: try context.tool(named: "EmbedTool").url,
            arguments: ["assets"] + [assets, library, notice, output].map { $0.path(percentEncoded: false) },
            inputFiles: files(below: assets) + files(below: library),
            outputFiles: [output]
        )
    }

    /// The files of a folder and its subfolders, sorted; empty when there is no such folder.
    private func files(below folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (found?.compactMap { $0 as? URL } ?? [])
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .sorted { $0.path < $1.path }
    }
}
