// A server and a client of TLS that talk over memory.

import TLS
import TLSPeer

/// A connection between a session and a peer.
final class Handshake {
    static let now = 1_800_000_000

    let session: TLSSession
    let peer: TLSPeer
    private let outbox: Outbox
    /// What the session has decrypted.
    private(set) var received: [UInt8] = []
    private(set) var failure: TLSFailure?

    /// What the session has written.
    private final class Outbox {
        var bytes: [UInt8] = []
    }

    init(
        _ context: TLSContext, _ options: TLSPeer.Options = .init(name: "localhost"), fallback: ServerName = .localhost
    ) throws {
        let outbox = Outbox()
        self.outbox = outbox
        session = try TLSSession(context: context, name: fallback) { bytes in
            for index in bytes.indices { outbox.bytes.append(bytes[index]) }
        }
        peer = TLSPeer(options)
        settle()
    }

    /// Passes bytes to and fro until nobody has any.
    func settle(piece: Int = .max) {
        while true {
            let sent = peer.takeOutput()
            give(sent, piece: piece)
            let written = outbox.bytes
            outbox.bytes = []
            peer.receive(written)
            if sent.isEmpty, written.isEmpty { return }
        }
    }

    /// Gives the session bytes as if the peer had sent them.
    func give(_ bytes: [UInt8], piece: Int = .max) {
        var rest = bytes[...]
        while !rest.isEmpty, failure == nil {
            let next = Array(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            do throws(TLSFailure) {
                try session.receive(next.span) { span in
                    for index in span.indices { received.append(span[index]) }
                }
            } catch {
                failure = error
            }
        }
    }
}
