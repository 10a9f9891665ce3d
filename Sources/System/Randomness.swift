// Random bytes from the kernel.

#if canImport(Glibc)
import Glibc
#endif

/// Randomness for secrets. Whatever must be reproducible uses a seeded generator instead.
public enum Randomness {
    /// The most bytes of one getentropy(3) call.
    private static let pieceSize = 256

    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: min(pieceSize, count - bytes.count))
            let result = unsafe getentropy(&piece, piece.count)
            precondition(result == 0, "The kernel provides no random bytes.")
            bytes += piece
        }
        return bytes
    }
}
