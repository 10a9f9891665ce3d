// Standard output and standard error, without buffers.

#if canImport(Glibc)
import Glibc
#endif

/// Writes to the standard streams with write(2).
public enum StandardStreams {
    /// A standard stream.
    public enum Stream: Int32, Sendable {
        /// Standard output.
        case output = 1
        /// Standard error.
        case error = 2
    }

    /// Writes all of `text`. A stream that nobody reads any more loses it.
    public static func write(_ text: String, to stream: Stream) {
        let bytes = Array(text.utf8)
        var done = 0
        unsafe bytes.withUnsafeBytes { buffer in
            while done < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                let put = unsafe Glibc.write(stream.rawValue, rest.baseAddress, rest.count)
                if put < 0 {
                    guard errno == EINTR else { return }
                } else {
                    done += put
                }
            }
        }
    }
}
