// The files of the repository that the tests were built from.

import Foundation

/// Reads files of the repository.
public enum Repository {
    /// The folder of `Package.swift`, with a slash at its end.
    public static let path =
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../")
        .standardizedFileURL.path + "/"

    /// Every file that is part of the repository, by its path in it: what was built, and hidden folders, are left out.
    public static let files: [String] = {
        var files: [String] = []
        let all = FileManager.default.enumerator(
            at: URL(filePath: path), includingPropertiesForKeys: [.isDirectoryKey], options: [.skipsHiddenFiles])
        for case let url as URL in all ?? .init() {
            let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
            files.append(String(url.standardizedFileURL.path.dropFirst(path.count)) + (isFolder ? "/" : ""))
        }
        return files.sorted()
    }()

    /// The names in a folder, sorted.
    public static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path + folder).sorted()) ?? []
    }

    /// The text of a file; empty when there is none.
    public static func text(_ name: String) -> String {
        (try? String(contentsOfFile: path + name, encoding: .utf8)) ?? ""
    }
}
