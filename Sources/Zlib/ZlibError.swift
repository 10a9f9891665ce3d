// Why packed bytes could not be unpacked.

/// A stream that cannot be unpacked.
public enum ZlibError: Error, Sendable, Equatable {
    /// The bytes are not such a stream, are damaged, or end too early.
    case damaged
    /// Bytes follow the end of the stream.
    case trailingBytes
}
