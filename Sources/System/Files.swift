// Files and directories by path.

import CProcess

#if canImport(Glibc)
import Glibc
#endif

/// Operations on files and directories by their path.
public enum Files {
    /// The whole content of a file of at most `maximumBytes` bytes.
    public static func read(_ path: String, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        let file = try File(opening: path, mode: .read)
        let bytes = try file.read(at: 0, count: min(maximumBytes, try file.size()) + 1)
        guard bytes.count <= maximumBytes else { throw SystemError(code: EFBIG, operation: "read", path: path) }
        return bytes
    }

    /// Writes a file so that readers see either the old content or the new content, never a mixture.
    public static func writeAtomically(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = "\(path).\(SystemProcess.id).tmp"
        let file = try File(opening: temporary, mode: .readWrite)
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        try rename(temporary, to: path)
    }

    /// Writes a file that readers see whole or not at all, and leaves one alone that is there already. Only its owner may
    /// read it.
    ///
    /// - Returns: whether it was written.
    public static func writeOnce(_ bytes: [UInt8], to path: String) throws(SystemError) -> Bool {
        let temporary = "\(path).\(SystemProcess.id).tmp"
        let file = try File(opening: temporary, mode: .readWrite)
        defer { try? remove(temporary) }
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        do {
            _ = try unsafe withPath(temporary, "link") { source in unsafe path.withCString { unsafe link(source, $0) } }
        } catch {
            guard error.code == EEXIST else { throw error }
            return false
        }
        return true
    }

    /// Whether something exists at this path.
    public static func exists(_ path: String) -> Bool { status(path) != nil }

    /// Whether a directory exists at this path.
    public static func isDirectory(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// Whether a file system is mounted at this path.
    public static func isMountPoint(_ path: String) -> Bool {
        unsafe path.withCString { unsafe deepmock_is_mount_point($0) } == 1
    }

    /// Whether a file may be executed.
    public static func isExecutable(_ path: String) -> Bool {
        unsafe !path.utf8.contains(0) && access(path, X_OK) == 0 && !isDirectory(path)
    }

    /// Lets everybody read a file, its owner alone write it.
    public static func allowReading(_ path: String) throws(SystemError) {
        _ = try unsafe withPath(path, "chmod") { unsafe chmod($0, 0o644) }
    }

    /// Creates a directory and, if asked, its parents. An existing directory is fine.
    public static func createDirectory(_ path: String, recursively: Bool = true) throws(SystemError) {
        if isDirectory(path) { return }
        let parent = directory(of: path)
        if recursively, parent != path, !isDirectory(parent) { try createDirectory(parent) }
        do {
            _ = try unsafe withPath(path, "mkdir") { unsafe mkdir($0, 0o700) }
        } catch {
            guard error.code == EEXIST, isDirectory(path) else { throw error }
        }
    }

    /// Removes a file. A missing file is fine.
    public static func remove(_ path: String) throws(SystemError) {
        do {
            _ = try unsafe withPath(path, "unlink") { unsafe unlink($0) }
        } catch {
            guard error.isNotFound else { throw error }
        }
    }

    /// Removes a directory and everything in it. Links are removed, not followed.
    public static func removeTree(_ path: String) throws(SystemError) {
        guard exists(path) else { return }
        for name in try list(path) {
            let child = "\(path)/\(name)"
            if linkStatus(child).map({ $0.st_mode & S_IFMT == S_IFDIR }) ?? false {
                try removeTree(child)
            } else {
                try remove(child)
            }
        }
        _ = try unsafe withPath(path, "rmdir") { unsafe rmdir($0) }
    }

    /// The names in a directory, sorted, without `.` and `..`.
    public static func list(_ path: String) throws(SystemError) -> [String] {
        guard !path.utf8.contains(0), let directory = unsafe opendir(path) else { throw .last("opendir", path) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Renames a file, replacing an existing one.
    public static func rename(_ path: String, to target: String) throws(SystemError) {
        guard !target.utf8.contains(0) else { throw SystemError(code: EINVAL, operation: "rename", path: target) }
        _ = try unsafe withPath(path, "rename") { source in
            unsafe target.withCString { unsafe Glibc.rename(source, $0) }
        }
    }

    /// Waits until the entries of a directory are on the device.
    public static func syncDirectory(_ path: String) throws(SystemError) {
        try File(opening: path, mode: .read).sync()
    }

    /// The directory part of a path; `.` if there is none.
    public static func directory(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// Calls `body` with the path as a C string. A negative result is an error; an interrupted call is repeated.
    static func withPath(
        _ path: String, _ operation: String, _ body: (UnsafePointer<CChar>) -> Int32
    ) throws(SystemError) -> Int32 {
        guard !path.utf8.contains(0) else { throw SystemError(code: EINVAL, operation: operation, path: path) }
        while true {
            let result = unsafe path.withCString { unsafe body($0) }
            if result >= 0 { return result }
            guard errno == EINTR else { throw .last(operation, path) }
        }
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return unsafe !path.utf8.contains(0) && stat(path, &status) == 0 ? status : nil
    }

    private static func linkStatus(_ path: String) -> stat? {
        var status = stat()
        return unsafe !path.utf8.contains(0) && lstat(path, &status) == 0 ? status : nil
    }
}
