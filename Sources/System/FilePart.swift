// A part of a file that many contents share, given back to the file system with its last reference.

/// A part of a shared file. Its bytes are written once; no other content ever gets its place.
public final class FilePart: Sendable {
    /// The file.
    public let file: File
    /// Where the part begins, in bytes.
    public let offset: Int
    /// How many bytes it has.
    public let count: Int
    /// How many bytes of the file are its own, with those behind it up to the next part.
    private let room: Int

    /// A part of a file in which nobody else writes.
    ///
    /// - Parameter room: how many bytes are the part's own: file systems give back whole pages.
    public init(of file: File, offset: Int, count: Int, room: Int) {
        self.file = file
        self.offset = offset
        self.count = count
        self.room = room
    }

    deinit {
        // A file system that cannot do this gets the room back with the file.
        file.punchHole(at: offset, count: room)
    }
}
