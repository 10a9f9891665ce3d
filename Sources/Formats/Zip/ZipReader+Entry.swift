// One entry of a zip archive, as its directory describes it.

extension ZipReader {
    /// An entry as the directory of its archive describes it. Its sizes are only claims until the entry is read.
    public struct Entry: Sendable, Equatable {
        /// The index in the directory.
        public let index: Int
        /// The path, with `/` as separator and checked to be safe. Folders end with `/`.
        public let name: String
        /// The packed size that the directory claims, in bytes.
        public let compressedSize: Int
        /// The unpacked size that the directory claims, in bytes.
        public let uncompressedSize: Int
        /// Whether reading needs a password, which is not supported.
        public let isEncrypted: Bool
        /// Whether the compression method is supported: store or deflate.
        public let isSupported: Bool

        /// Whether the entry is a folder.
        public var isDirectory: Bool { name.utf8.last == UInt8(ascii: "/") }

        /// Whether a name is safe as a relative path: no root, no `..`, no backslash, no drive letter, no control
        /// character,
        /// no empty component, at most 1024 bytes.
        static func isSafe(_ name: String) -> Bool {
            // Bytes, not characters: a slash before a combining accent is still a slash to the file system.
            let bytes = Array(name.utf8)
            guard (1...1024).contains(bytes.count) else { return false }
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
            var parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            if parts.last == [] { parts.removeLast() }
            let dot = UInt8(ascii: ".")
            guard !parts.isEmpty, parts.allSatisfy({ $0 != [] && $0 != [dot] && $0 != [dot, dot] }) else {
                return false
            }
            return bytes.count < 2 || bytes[1] != UInt8(ascii: ":")
        }
    }
}
