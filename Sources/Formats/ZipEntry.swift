// One entry of a zip archive, as its directory describes it.

/// What an archive's directory says about an entry. Sizes are claims until the entry is read.
public struct ZipEntry: Sendable, Equatable {
    /// Position in the directory, from 0.
    public let index: Int
    /// Path with `/` between its parts, checked to be safe; folders end with `/`.
    public let name: String
    /// Packed bytes, as the directory claims.
    public let compressedSize: Int
    /// Unpacked bytes, as the directory claims.
    public let uncompressedSize: Int
    /// Whether reading needs a password, which is not supported.
    public let isEncrypted: Bool
    /// Whether the compression method is one that can be read: store or deflate.
    public let isSupported: Bool

    /// Whether the entry is a folder.
    public var isDirectory: Bool { name.hasSuffix("/") }

    /// Whether a name may be used as a relative path: no root, no `..`, no backslash, drive letter or control
    /// character, no empty part, at most 1024 bytes.
    static func isSafe(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 1024 else { return false }
        guard !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) else { return false }
        var parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.last == "" { parts.removeLast() }
        guard !parts.isEmpty, parts.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." }) else { return false }
        let start = Array(name.utf8.prefix(2))
        return !(start.count == 2 && start[1] == UInt8(ascii: ":"))
    }
}
