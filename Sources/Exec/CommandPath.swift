// Which file a command word means, as execvp(3) looks for it.

import System

/// Finds executables.
enum CommandPath {
    /// The path of a command.
    ///
    /// - Parameter searchPath: folders with colons between, as in `PATH`.
    /// - Throws: ``ExecFailure`` 127 when there is no such file, 126 when there is one that cannot be run.
    static func find(_ word: String, searchPath: String) throws(ExecFailure) -> String {
        if word.utf8.contains(UInt8(ascii: "/")) {
            guard Files.exists(word) else { throw .notFound(word) }
            guard Files.isExecutable(word) else { throw .notExecutable(word) }
            return word
        }
        var found: String?
        for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
            let path = (folder.isEmpty ? "." : String(folder)) + "/" + word
            if Files.isExecutable(path) { return path }
            if Files.exists(path), !Files.isDirectory(path) { found = path }
        }
        throw found.map { .notExecutable($0) } ?? .notFound(word)
    }
}
