// The client's end of TLS for tests: OpenSSL on memory, with what a test wants to know about the connection.

import CTLS

/// A TLS client without a socket.
public final class TLSPeer {
    /// What a client is like.
    public struct Options {
        /// The name that it asks for; nil asks for none.
        public var name: String?
        /// The authority that it trusts, as PEM text; nil trusts anybody.
        public var authority: [UInt8]?
        /// The protocols that it offers (RFC 7301).
        public var protocols: [String] = []
        /// The only version that it speaks; nil leaves the choice to the server.
        public var version: Int32?
        /// The session that it resumes.
        public var session: TLSPeerSession?

        /// Options from their parts.
        public init(name: String? = nil, authority: [UInt8]? = nil, protocols: [String] = [], version: Int32? = nil) {
            self.name = name
            self.authority = authority
            self.protocols = protocols
            self.version = version
        }

        /// TLS 1.1, 1.2 and 1.3.
        public static let (tls11, tls12, tls13) = (TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION)
    }

    private let context: OpaquePointer
    private let connection: OpaquePointer
    private let input = BIO_new(BIO_s_mem())!
    private let output = BIO_new(BIO_s_mem())!
    /// Decrypted bytes of the server.
    public private(set) var received: [UInt8] = []
    /// Whether the handshake is done.
    public private(set) var isOpen = false
    /// Whether the server has said that it sends no more.
    public private(set) var hasServerEnded = false
    /// Why the connection cannot go on.
    public private(set) var failure: String?

    /// A client that has written its hello.
    public init(_ options: Options) {
        let context = SSL_CTX_new(TLS_client_method())!
        self.context = context
        if let pem = options.authority {
            pem.withUnsafeBytes { bytes in
                let bio = deepmock_memory(bytes.baseAddress, Int32(bytes.count))
                let certificate = PEM_read_bio_X509(bio, nil, nil, nil)
                X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate)
                X509_free(certificate)
                BIO_free(bio)
            }
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        }
        connection = SSL_new(context)!
        if let version = options.version {
            // Old versions need the old idea of security.
            SSL_set_security_level(connection, 0)
            SSL_ctrl(connection, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(version), nil)
            SSL_ctrl(connection, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
        }
        if var name = options.name.map({ Array($0.utf8CString) }) {
            SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &name)
            if options.authority != nil { SSL_set1_host(connection, name) }
        }
        let protocols = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !protocols.isEmpty { SSL_set_alpn_protos(connection, protocols, UInt32(protocols.count)) }
        if let session = options.session { SSL_set_session(connection, session.pointer) }
        deepmock_never_end(input)
        SSL_set_bio(connection, input, output)
        SSL_set_connect_state(connection)
        advance()
    }

    deinit {
        SSL_free(connection)
        SSL_CTX_free(context)
    }

    /// Bytes for the server, which are taken.
    public func takeOutput() -> [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = deepmock_bytes(output, &start)
        guard let start, count > 0 else { return [] }
        defer { deepmock_empty(output) }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Takes bytes of the server.
    public func receive(_ bytes: [UInt8]) {
        _ = BIO_write(input, bytes, Int32(bytes.count))
        advance()
    }

    /// Encrypts bytes for the server.
    public func send(_ bytes: [UInt8]) {
        if !bytes.isEmpty { SSL_write(connection, bytes, Int32(bytes.count)) }
    }

    /// Says that no more will be sent.
    public func shutDown() { SSL_shutdown(connection) }

    /// Asks for new keys: in TLS 1.2 by a new handshake, in TLS 1.3 by a message of its own.
    public func changeKeys() {
        if version == Options.tls13 {
            SSL_key_update(connection, SSL_KEY_UPDATE_REQUESTED)
        } else {
            SSL_renegotiate(connection)
        }
        SSL_do_handshake(connection)
    }

    private func advance() {
        ERR_clear_error()
        if !isOpen {
            let result = SSL_do_handshake(connection)
            isOpen = result == 1
            guard isOpen else { return note(result) }
        }
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = SSL_read(connection, &piece, Int32(piece.count))
            guard count > 0 else { return note(count) }
            received += piece.prefix(Int(count))
        }
    }

    private func note(_ result: Int32) {
        switch SSL_get_error(connection, result) {
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: hasServerEnded = true
        default: failure = ERR_reason_error_string(ERR_get_error()).map { String(cString: $0) } ?? "unknown"
        }
    }

    // MARK: - What was agreed on

    /// The version, such as ``Options/tls13``.
    public var version: Int32 { SSL_version(connection) }
    /// Whether an earlier session goes on.
    public var isResumed: Bool { SSL_session_reused(connection) == 1 }

    /// The protocol; nil if none was agreed on.
    public var chosenProtocol: String? {
        var bytes: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(connection, &bytes, &count)
        return bytes.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }

    /// The session, for another client.
    public var session: TLSPeerSession? { SSL_get1_session(connection).map { TLSPeerSession(pointer: $0) } }

    /// What is in the server's certificate.
    public var certificate: PeerCertificate? {
        guard let certificate = SSL_get1_peer_certificate(connection) else { return nil }
        defer { X509_free(certificate) }
        func time(_ pointer: UnsafePointer<ASN1_TIME>?) -> Int {
            var (days, seconds): (Int32, Int32) = (0, 0)
            ASN1_TIME_diff(&days, &seconds, nil, pointer)
            return Int(days)
        }
        let bio = BIO_new(BIO_s_mem())!
        defer { BIO_free(bio) }
        X509V3_extensions_print(bio, nil, X509_get0_extensions(certificate), 0, 0)
        var start: UnsafeMutablePointer<CChar>?
        let count = deepmock_bytes(bio, &start)
        return PeerCertificate(
            validSinceDays: -time(X509_get0_notBefore(certificate)),
            validForDays: time(X509_get0_notAfter(certificate)),
            extensions: String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self))
    }
}

/// What a test wants to know of a certificate.
public struct PeerCertificate {
    /// For how many days it has been valid.
    public let validSinceDays: Int
    /// For how many days it will be valid.
    public let validForDays: Int
    /// The extensions as OpenSSL prints them.
    public let extensions: String
}

/// A session that a client can resume.
public final class TLSPeerSession {
    let pointer: OpaquePointer

    init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { SSL_SESSION_free(pointer) }
}
