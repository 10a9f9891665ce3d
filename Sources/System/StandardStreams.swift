// Standard output and standard error, unbuffered.

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

    /// Writes `text` unless that would block, as on a full pipe that nobody reads. Returns whether it wrote anything. Up to 4,096 bytes are written completely or not at all.
    public static func offer(_ text: String, to stream: Stream) -> Bool {
        var left = text.utf8[...]
        var hasBegun = false
        while !left.isEmpty {
            var question = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
            let answered = unsafe poll(&question, 1, 0)
            if answered < 0, errno == EINTR { continue }
            // A pipe that polls as writable takes this many bytes (PIPE_BUF) at once: pipe(7).
            guard answered == 1, question.revents & Int16(POLLOUT) != 0 else { return hasBegun }
            write(Array(left.prefix(4096)), to: stream)
            hasBegun = true
            left = left.dropFirst(4096)
        }
        return true
    }

    /// Writes all of `text`, however long that takes. If the reader is gone, the rest is lost.
    public static func write(_ text: String, to stream: Stream) {
        write(Array(text.utf8), to: stream)
    }

    private static func write(_ bytes: [UInt8], to stream: Stream) {
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
