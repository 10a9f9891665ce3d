// A tunnel that leads on: bytes of a client to a host, and back.

import EventLoop

/// The far end of a tunnel. What one side does not read, the other cannot send for long: little is kept.
final class Relay: StreamDelegate {
    /// Bytes that may wait for a side.
    private static let maximumQueue = 256 << 10

    private unowned let connection: Connection
    private let upstream: Stream
    private var hasUpstreamEnded = false
    private var hasClientEnded = false

    init(connection: Connection, upstream: Stream, early: [UInt8]) {
        self.connection = connection
        self.upstream = upstream
        upstream.setDelegate(self)
        upstream.startReading()
        connection.stream.startReading()
        touch()
        upstream.write(early)
    }

    /// Something has passed: the tunnel is in use.
    private func touch() {
        connection.deadline = connection.server.now + connection.server.timeouts.tunnelMilliseconds
    }

    // MARK: - The client's side

    func received(_ bytes: Span<UInt8>) {
        touch()
        upstream.write(bytes)
        if upstream.queuedBytes > Self.maximumQueue { connection.stream.stopReading() }
    }

    func clientEnded() {
        hasClientEnded = true
        upstream.shutDown()
        closeIfDone()
    }

    func clientDrained() {
        if !hasUpstreamEnded { upstream.startReading() }
        closeIfDone()
    }

    /// Ends the tunnel when neither side sends any more and everything has left.
    private func closeIfDone() {
        guard hasClientEnded, hasUpstreamEnded, upstream.queuedBytes == 0, connection.stream.queuedBytes == 0 else {
            return
        }
        connection.close()
    }

    /// Ends the far side.
    func close() {
        upstream.close()
    }

    // MARK: - The far side

    func stream(_ stream: Stream, received bytes: Span<UInt8>) {
        touch()
        connection.stream.write(bytes)
        if connection.stream.queuedBytes > Self.maximumQueue { upstream.stopReading() }
    }

    func streamEnded(_ stream: Stream) {
        hasUpstreamEnded = true
        connection.stream.shutDown()
        closeIfDone()
    }

    func streamDrained(_ stream: Stream) {
        if !hasClientEnded { connection.stream.startReading() }
        closeIfDone()
    }

    func stream(_ stream: Stream, failed error: LoopError) {
        connection.close()
    }
}
