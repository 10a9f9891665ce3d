// A part of a file that many contents share, given back to the file system with its last reference.

/// A part of a shared file. Its bytes are written once; no other content ever gets its place.
public final class FilePart: Sendable {
    /// The file.
    public let file: File
    /// Where the part begins, in bytes.
    public let offset: Int
    /// How many bytes it has.
    public let count: Int

    /// A part of a file in which nobody else writes.
    public init(of file: File, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
    }

    deinit {
        // A file system that cannot do this gets the room back with the file.
        file.punchHole(at: offset, count: count)
    }
}
