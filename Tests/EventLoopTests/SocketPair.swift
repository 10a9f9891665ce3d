// Two ends of one TCP connection on one loop.

import EventLoop
import Testing

/// A listener with one accepted connection and the client's end of it.
final class SocketPair {
    let loop: Loop
    let listener: Listener
    let client: Recorder
    let server: Recorder

    init(host: String = "127.0.0.1") throws {
        let loop = try Loop()
        var accepted: EventLoop.Stream?
        var connected: EventLoop.Stream?
        listener = try Listener(loop: loop, host: host, port: 0) { accepted = $0 }
        let connector = Connector(loop: loop, host: host, port: listener.port) { connected = try? $0.get() }
        loop.runUntil { accepted != nil && connected != nil }
        _ = connector
        self.loop = loop
        client = Recorder(try #require(connected))
        server = Recorder(try #require(accepted))
    }

    /// Closes everything; the loop's own end traps if that was not everything.
    func close() {
        client.stream.close()
        server.stream.close()
        listener.close()
        loop.close()
    }
}

extension Loop {
    /// Turns until the condition holds; a watchdog ends what would hang.
    func runUntil(_ condition: () -> Bool) {
        var isLate = false
        let watchdog = try? Timer(loop: self) { isLate = true }
        watchdog?.start(afterMilliseconds: 60_000)
        while !condition(), !isLate { runOnce(waiting: true) }
        watchdog?.close()
        runOnce(waiting: false)
        #expect(!isLate, "Nothing happened for a minute.")
    }
}
