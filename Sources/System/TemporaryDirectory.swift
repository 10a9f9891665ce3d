// The directory for temporary files, and whether it can be used.

/// The directory of this process for temporary files.
public enum TemporaryDirectory {
    /// In place of a path: files are made in memory.
    public static let inMemory = "(memory)"

    /// `TMPDIR`, else `/tmp`.
    public static var path: String { chosen ?? "/tmp" }

    /// The directory that can be used: that of `TMPDIR` when it is set, else `/tmp`, else ``inMemory``, as in images
    /// that have no `/tmp` or cannot write to it.
    ///
    /// - Throws: ``UnusableTemporaryDirectory`` when `TMPDIR` is set to a directory that cannot be used.
    public static func usable() throws(UnusableTemporaryDirectory) -> String {
        if let chosen {
            try check(chosen)
            return chosen
        }
        do {
            try check(path)
            return path
        } catch {
            return inMemory
        }
    }

    private static var chosen: String? {
        guard let directory = Environment["TMPDIR"], !directory.isEmpty else { return nil }
        return directory
    }

    /// Makes a file without a name in a directory. Whether there is room for more is left to those who need it.
    ///
    /// - Throws: ``UnusableTemporaryDirectory`` when large uploads could not be kept there.
    public static func check(_ path: String) throws(UnusableTemporaryDirectory) {
        do {
            _ = try File.temporary(in: path)
        } catch {
            throw UnusableTemporaryDirectory(path: path, reason: error)
        }
    }
}

/// A directory in which no temporary file can be made.
public struct UnusableTemporaryDirectory: Error, Sendable {
    let path: String
    let reason: SystemError

    /// What to tell a user.
    public var message: String {
        "the temporary directory \(path) cannot be used; set TMPDIR to another one. \(reason.message)"
    }
}
