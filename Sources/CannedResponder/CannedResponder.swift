// The benchmark's yardstick: the same event loop, one fixed answer, no parsing and no store. Nothing that answers HTTP on
// this loop can be faster.

import EventLoop
import System

/// Answers everything with the same bytes. Prints its port, then serves until it is killed.
@main
struct CannedResponder {
    static func main() throws {
        SystemProcess.raiseOpenFileLimit()
        let loop = try Loop()
        let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) { stream in
            stream.setDelegate(Peer())
            stream.startReading()
        }
        StandardStreams.write("\(listener.port)\n", to: .output)
        loop.run()
    }

    /// One connection.
    final class Peer: StreamDelegate {
        /// A body as long as that of a DeepVA job.
        private static let answer = Array(
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n"
                + String(repeating: "x", count: 600)).utf8)

        func stream(_ stream: Stream, received bytes: Span<UInt8>) { stream.write(Self.answer) }

        func streamEnded(_ stream: Stream) { stream.close() }

        func streamDrained(_ stream: Stream) {}

        func stream(_ stream: Stream, failed error: LoopError) { stream.close() }
    }
}
