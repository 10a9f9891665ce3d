// Random bytes from the kernel.

#if canImport(Glibc)
import Glibc
#endif

/// Randomness for secrets; everything that must repeat has a seeded generator instead.
public enum Randomness {
    /// The most bytes that getentropy(3) gives at a time.
    private static let pieceSize = 256

    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: min(pieceSize, count - bytes.count))
            let result = unsafe getentropy(&piece, piece.count)
            precondition(result == 0, "The kernel gives no random bytes.")
            bytes += piece
        }
        return bytes
    }
}
