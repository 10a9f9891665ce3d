// A client of the tests that speaks TLS.

import EventLoop
import TLSPeer
import Testing

/// TLS over a client's connection, at once or inside of a tunnel.
final class SecureClient {
    let client: Client
    let peer: TLSPeer
    private let test: TestServer
    private var taken: Int

    /// Shakes hands; bytes that the client has received before are not TLS's.
    init(_ client: Client, of test: TestServer, _ options: TLSPeer.Options = .init(name: "localhost")) {
        self.client = client
        self.test = test
        peer = TLSPeer(options)
        taken = client.received.count
        advance()
        test.wait { [self] in
            advance()
            return peer.isOpen || client.hasEnded
        }
    }

    /// Sends text, encrypted.
    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes, encrypted.
    func send(_ bytes: [UInt8]) {
        peer.send(bytes)
        advance()
    }

    /// Says that no more will be sent.
    func shutDown() {
        peer.shutDown()
        advance()
    }

    /// Waits until what the server has sent fulfils a condition.
    func wait(_ condition: (String) -> Bool) {
        test.wait { [self] in
            advance()
            return condition(text)
        }
    }

    /// What the server has sent.
    var text: String { String(decoding: peer.received, as: UTF8.self) }

    private func advance() {
        let bytes = client.received
        if bytes.count > taken { peer.receive(Array(bytes[taken...])) }
        taken = bytes.count
        let output = peer.takeOutput()
        if !output.isEmpty { client.send(output) }
    }
}
