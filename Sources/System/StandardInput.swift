// Standard input, of which only the end is of interest: whoever holds its other side is gone then.

#if canImport(Glibc)
import Glibc
#endif

/// Watches standard input.
public enum StandardInput {
    /// Sends this process SIGTERM when standard input ends or fails. What arrives before is thrown away.
    ///
    /// A thread of its own waits, because standard input may be a file, a pipe, a socket or a terminal, and no loop
    /// polls all of them.
    ///
    /// - Throws: ``SystemError`` when the thread cannot be started.
    public static func terminateAtEnd() throws(SystemError) {
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { _ in
                var bytes = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = unsafe read(0, &bytes, bytes.count)
                    guard count > 0 || (count < 0 && errno == EINTR) else { break }
                }
                kill(getpid(), SIGTERM)
                return nil
            }, nil)
        guard status == 0 else { throw SystemError(code: status, operation: "watch standard input") }
        pthread_detach(thread)
    }
}
