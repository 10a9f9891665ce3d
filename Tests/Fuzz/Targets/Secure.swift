// What a peer sends to a server that speaks TLS.

import System
import TLS
import TLSPeer

/// TLS sessions. Bytes that begin as a handshake does are a hello; any others come after a good handshake, once as they
/// are, and once as what a client has to say.
enum Secure {
    private static func context() throws -> TLSContext {
        let now = SystemTime.wallMicroseconds() / 1_000_000
        return try TLSContext(authority: .make(now: now)) { now }
    }

    /// One end of a connection, with what came out of it.
    private final class End {
        var written: [UInt8] = []
        var received: [UInt8] = []
        var isRefused = false
    }

    static func session(_ bytes: [UInt8]) throws -> Bool {
        guard bytes.first.map(TLSSession.begins) ?? false else { return try afterHandshake(bytes) }
        let context = try context()
        let whole = try hello(bytes, context, piece: max(1, bytes.count))
        let cut = try hello(bytes, context, piece: bytes.count > 2048 ? 499 : 1)
        try promise(whole.isRefused == cut.isRefused, "Pieces change no hello.")
        try promise(whole.received.isEmpty && cut.received.isEmpty, "Nothing is decrypted before the handshake.")
        return !whole.isRefused && !whole.written.isEmpty
    }

    private static func hello(_ bytes: [UInt8], _ context: TLSContext, piece: Int) throws -> End {
        let end = End()
        let session = try TLSSession(context: context, name: .localhost) { append($0, to: &end.written) }
        give(bytes, to: session, end, piece: piece)
        return end
    }

    private static func afterHandshake(_ bytes: [UInt8]) throws -> Bool {
        let end = End()
        let session = try TLSSession(context: context(), name: .localhost) { append($0, to: &end.written) }
        let peer = TLSPeer(.init(name: "localhost"))
        func settle() {
            while true {
                let sent = peer.takeOutput()
                give(sent, to: session, end, piece: 499)
                let written = end.written
                end.written = []
                peer.receive(written)
                if sent.isEmpty, written.isEmpty { return }
            }
        }
        settle()
        try promise(session.isOpen && peer.isOpen, "A handshake succeeds.")
        peer.send(bytes)
        settle()
        try promise(end.received == bytes, "What a client says arrives.")
        session.send(bytes.span)
        settle()
        try promise(peer.received == bytes, "What the server says arrives.")
        give(bytes, to: session, end, piece: max(1, bytes.count))
        try promise(end.received.count == bytes.count, "What no client has encrypted is nothing.")
        return !end.isRefused
    }

    private static func give(_ bytes: [UInt8], to session: TLSSession, _ end: End, piece: Int) {
        var start = 0
        while start < bytes.count, !end.isRefused {
            let stop = min(start + piece, bytes.count)
            do {
                try session.receive(bytes.span.extracting(start..<stop)) { append($0, to: &end.received) }
            } catch {
                end.isRefused = true
            }
            start = stop
        }
    }

    private static func append(_ span: Span<UInt8>, to bytes: inout [UInt8]) {
        for index in span.indices { bytes.append(span[index]) }
    }
}
