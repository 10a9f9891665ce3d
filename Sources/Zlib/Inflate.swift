// Unpacks bare DEFLATE data, as in PDF streams. Archives have their own reader.

/// Unpacks DEFLATE data (RFC 1951) with or without the zlib wrapper (RFC 1950).
public enum Inflate {
    /// Why data could not be unpacked.
    public enum Failure: Error, Sendable, Equatable {
        /// The data is not DEFLATE data, or is cut off.
        case damaged
        /// The data unpacks to more bytes than allowed.
        case tooLarge
    }

    private static let pieceSize = 64 << 10

    /// Unpacks zlib or bare DEFLATE data. Whatever follows the data is ignored, including a checksum.
    ///
    /// - Parameters:
    ///   - maximum: the most bytes to unpack.
    ///   - budget: the most bytes to unpack in this and later calls. Unpacked bytes are deducted, even if the data
    ///     turns out to be damaged or too large. It can end up to 64 KiB below zero.
    /// - Throws: ``Failure``.
    public static func bytes(of data: ArraySlice<UInt8>, maximum: Int, budget: inout Int) throws(Failure) -> [UInt8] {
        let limit = min(maximum, budget)
        var input = data.dropFirst(isWrapped(data) ? 2 : 0)
        var output: [UInt8] = []
        defer { budget -= output.count }
        do {
            try ZlibReader.read(
                .none,
                next: {
                    let piece = Array(input.prefix(pieceSize))
                    input = input.dropFirst(pieceSize)
                    return piece
                },
                { piece in
                    output += piece
                    return output.count <= limit
                })
        } catch ZlibError.trailingBytes {
            // All of the data has been unpacked.
        } catch {
            throw .damaged
        }
        guard output.count <= limit else { throw .tooLarge }
        return output
    }

    /// Whether the data begins with the header of RFC 1950, without a preset dictionary.
    public static func isWrapped(_ data: ArraySlice<UInt8>) -> Bool {
        let head = Array(data.prefix(3))
        return head.count == 3 && head[0] & 0x0F == 8 && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
            && head[1] & 0x20 == 0
    }
}
