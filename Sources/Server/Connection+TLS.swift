// What stands between the socket and HTTP: nothing, or TLS when the first byte asks for it.

import EventLoop
import HTTP
import TLS

extension Connection {
    /// Looks at the first byte of a connection, or of a tunnel through it: TLS or HTTP.
    func recognise(_ first: UInt8) {
        isFresh = false
        guard TLSSession.begins(with: first), session == nil, let context = server.tls() else { return }
        let name = tunnelName ?? stream.localAddress.flatMap { ServerName($0.host) } ?? .localhost
        session = try? TLSSession(context: context, name: name) { [stream] in stream.write($0) }
        deadline = server.now + server.timeouts.headMilliseconds
    }

    /// Decrypts bytes, and takes what they hold.
    func decrypt(_ bytes: Span<UInt8>, with session: TLSSession) {
        let wasOpen = session.isOpen
        do throws(TLSFailure) {
            try session.receive(bytes) { take($0) }
        } catch {
            server.handler.tlsFailed(error)
            return close()
        }
        guard phase != .closed else { return }
        if !wasOpen, session.isOpen, isIdle { deadline = server.now + server.timeouts.idleMilliseconds }
        guard session.hasPeerEnded, !hasPeerEnded else { return }
        stream.stopReading()
        streamEnded(stream)
    }

    /// Sends bytes of HTTP.
    func write(_ bytes: Span<UInt8>) {
        guard let session else { return stream.write(bytes) }
        session.send(bytes)
    }

    /// Sends bytes of HTTP.
    func write(_ bytes: [UInt8]) { write(bytes.span) }

    /// Sends the beginning of bytes of HTTP, as long as nothing is queued; ``EventLoop/Stream`` says how.
    ///
    /// - Returns: how many bytes were taken: through TLS at most `reserve`, since what is encrypted must be queued.
    func write(_ bytes: Span<UInt8>, queueing reserve: Int) -> Int {
        guard let session else { return stream.write(bytes, queueing: reserve) }
        guard stream.queuedBytes == 0 else { return 0 }
        let count = min(bytes.count, reserve)
        session.send(bytes.extracting(0..<count))
        return count
    }

    /// Sends the beginning of bytes of HTTP; see ``write(_:queueing:)-(Span<UInt8>,_)``.
    func write(_ bytes: [UInt8], queueing reserve: Int) -> Int { write(bytes.span, queueing: reserve) }

    /// Ends our side once everything has left. The peer can still send.
    func shutDown() {
        session?.shutDown()
        stream.shutDown()
    }
}
