// The directory for temporary files, and whether it can be used.

/// The directory of this process for temporary files.
public enum TemporaryDirectory {
    /// `TMPDIR`, else `/tmp`.
    public static var path: String {
        guard let directory = Environment["TMPDIR"], !directory.isEmpty else { return "/tmp" }
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
