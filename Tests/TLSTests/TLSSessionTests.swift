// TLS as a pure machine: handshakes, certificates, sessions, ends, and what is refused.

import System
import TLS
import TLSPeer
import Testing

@Suite("TLS")
struct TLSSessionTests {
    private let authority: CertificateAuthority
    private let context: TLSContext

    init() throws {
        let now = SystemTime.wallMicroseconds() / 1_000_000
        authority = try .make(now: now)
        context = try TLSContext(authority: authority) { now }
    }

    private func connect(_ change: (inout TLSPeer.Options) -> Void = { _ in }) throws -> Handshake {
        var options = TLSPeer.Options(name: "localhost", authority: authority.certificatePEM)
        change(&options)
        return try Handshake(context, options)
    }

    @Test("bytes of any number pass both ways", arguments: [TLSPeer.Options.tls12, TLSPeer.Options.tls13])
    func passes(version: Int32) throws {
        let connection = try connect { $0.version = version }
        #expect(connection.session.isOpen && connection.peer.isOpen && connection.peer.version == version)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        connection.peer.send(bytes)
        connection.session.send(bytes.span)
        connection.settle(piece: 64 << 10)
        #expect(connection.received == bytes)
        #expect(connection.peer.received == bytes)
        #expect(connection.failure == nil && connection.peer.failure == nil)
    }

    @Test("a connection that arrives byte by byte is like any other")
    func byteByByte() throws {
        let connection = try Handshake(context, .init(name: "localhost"))
        connection.peer.send(Array("hello".utf8))
        connection.settle(piece: 1)
        #expect(connection.received == Array("hello".utf8))
    }

    @Test(
        "a client that trusts the authority gets a certificate for the name it asks for",
        arguments: ["api.deepva.com", "tools.deepen.ai", "worker-1.localhost", "API.DeepOpinion.ai", "localhost"])
    func names(name: String) throws {
        let connection = try connect { $0.name = name }
        #expect(connection.peer.isOpen, "\(connection.peer.failure ?? "")")
        let certificate = try #require(connection.peer.certificate)
        #expect(certificate.extensions.contains("DNS:\(name.lowercased())"))
        #expect(certificate.validSinceDays == 5)
        #expect((30...397).contains(certificate.validForDays + certificate.validSinceDays))
    }

    @Test(
        "a client that asks for no name gets a certificate for the address",
        arguments: [
            ("127.0.0.1", "IP Address:127.0.0.1"), ("192.0.2.7", "IP Address:192.0.2.7"),
            ("::1", "IP Address:0:0:0:0:0:0:0:1"),
        ])
    func addresses(address: String, shown: String) throws {
        let name = try #require(ServerName(address))
        let connection = try Handshake(context, .init(authority: authority.certificatePEM), fallback: name)
        #expect(connection.peer.isOpen)
        #expect(connection.peer.certificate?.extensions.contains(shown) == true)
    }

    @Test("a client that does not trust the authority says so")
    func distrust() throws {
        let other = try CertificateAuthority.make(now: Handshake.now)
        let connection = try connect { $0.authority = other.certificatePEM }
        #expect(!connection.peer.isOpen)
        #expect(connection.failure?.isDistrust == true)
    }

    @Test("nothing older than TLS 1.2 is spoken")
    func oldVersions() throws {
        let connection = try connect { $0.version = TLSPeer.Options.tls11 }
        #expect(!connection.peer.isOpen && connection.failure?.isDistrust == false)
    }

    @Test(
        "of the protocols that a client offers HTTP/1.1 is chosen; who offers only others is refused",
        arguments: [(["h2", "http/1.1"], "http/1.1"), ([], nil), (["h2"], "")])
    func protocols(offered: [String], chosen: String?) throws {
        let connection = try connect { $0.protocols = offered }
        if chosen == "" {
            #expect(connection.failure?.message.contains("protocol") == true)
        } else {
            #expect(connection.peer.isOpen && connection.peer.chosenProtocol == chosen)
        }
    }

    @Test("a client can resume its session", arguments: [TLSPeer.Options.tls12, TLSPeer.Options.tls13])
    func resumption(version: Int32) throws {
        let first = try connect { $0.version = version }
        #expect(!first.peer.isResumed)
        let session = try #require(first.peer.session)
        let second = try connect {
            $0.version = version
            $0.session = session
        }
        #expect(second.peer.isOpen && second.peer.isResumed)
    }

    @Test("a new handshake on a connection is refused, and its bytes go on")
    func renegotiation() throws {
        let connection = try connect { $0.version = TLSPeer.Options.tls12 }
        connection.peer.changeKeys()
        connection.settle()
        #expect(connection.received.isEmpty)
        #expect(connection.peer.failure != nil || connection.failure == nil)
    }

    @Test("new keys are agreed on when a client asks")
    func keyUpdate() throws {
        let connection = try connect { $0.version = TLSPeer.Options.tls13 }
        connection.peer.changeKeys()
        connection.peer.send([1, 2, 3])
        connection.settle()
        connection.session.send([4, 5].span)
        connection.settle()
        #expect(connection.received == [1, 2, 3] && connection.peer.received == [4, 5])
    }

    @Test("each side can end its own half")
    func halves() throws {
        let connection = try connect()
        connection.peer.shutDown()
        connection.settle()
        #expect(connection.session.hasPeerEnded && connection.failure == nil)
        connection.session.send([1, 2].span)
        connection.session.shutDown()
        connection.settle()
        #expect(connection.peer.received == [1, 2] && connection.peer.hasServerEnded)
    }

    @Test("a hello that announces megabytes is refused before they have room")
    func largeHello() throws {
        let connection = try Handshake(context)
        let other = try TLSSession(context: context, name: .localhost) { _ in }
        _ = connection
        let hello: [UInt8] = [22, 3, 1, 0x40, 0, 1, 0xFF, 0xFF, 0xFF]
        #expect(throws: TLSFailure.self) { try other.receive(hello.span) { _ in } }
    }

    @Test("a damaged record ends the connection, and bytes before it are not lost")
    func damage() throws {
        let connection = try connect()
        connection.peer.send(Array("first".utf8))
        var bytes = connection.peer.takeOutput()
        connection.peer.send(Array("second".utf8))
        let sound = bytes.count
        bytes += connection.peer.takeOutput()
        bytes[sound + 8] ^= 1
        connection.give(bytes)
        #expect(connection.received == Array("first".utf8))
        #expect(connection.failure != nil)
    }

    @Test("a client may ask for more names than certificates are kept")
    func manyNames() throws {
        for number in 0..<300 {
            let connection = try connect { $0.name = "host-\(number).localhost" }
            #expect(connection.peer.isOpen)
        }
    }
}

@Suite("Server names")
struct ServerNameTests {
    @Test(
        "names and addresses",
        arguments: [
            ("API.deepva.com", "api.deepva.com", false), ("localhost.", "localhost", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("[::1]", "::1", true), ("1.2.3.400", "1.2.3.400", false),
        ])
    func accepted(text: String, name: String, isAddress: Bool) throws {
        let found = try #require(ServerName(text))
        #expect(found.text == name && found.isAddress == isAddress)
    }

    @Test(
        "what is neither is none",
        arguments: ["", ".", "a..b", "a b", "a,DNS:b", "ü.test", "[::1", "a:b:z", String(repeating: "a", count: 64)])
    func refused(text: String) {
        #expect(ServerName(text) == nil)
    }
}
