// The client's end of TLS on one connection: for webhooks and real services that are reached by https. Bytes of the server
// in, decrypted bytes and bytes for the server out. It knows no sockets and never waits.

import CTLS

/// What TLS connections to servers share: the authorities that are trusted, those of the system (`SSL_CERT_FILE` and
/// `SSL_CERT_DIR` replace them).
@safe public final class TLSClientContext {
    let pointer: OpaquePointer

    /// Reads the system's authorities: some milliseconds.
    public init() throws(TLSFailure) {
        guard let pointer = unsafe SSL_CTX_new(TLS_client_method()) else { throw .last("cannot prepare TLS") }
        unsafe self.pointer = pointer
        guard unsafe deepmock_configure(pointer) == 1, unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
            throw .last("cannot read the trusted certificates")
        }
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }
}

/// One TLS connection to a server whose certificate must be trusted and name the host.
@safe public final class TLSClientSession {
    /// How much is decrypted at a time.
    private static let pieceSize = 16 << 10

    /// Whether the handshake is done.
    public private(set) var isOpen = false
    /// Whether the server has said that it sends no more.
    public private(set) var hasServerEnded = false
    private let context: TLSClientContext
    private let connection: OpaquePointer
    private let input: MemoryText
    private let output: MemoryText

    /// A connection to a server that is yet to be greeted.
    ///
    /// - Parameter host: the name or address that its certificate must have.
    public init(context: TLSClientContext, host: String) throws(TLSFailure) {
        (input, output) = (try MemoryText(), try MemoryText())
        guard let connection = unsafe SSL_new(context.pointer) else { throw .last("cannot begin TLS") }
        unsafe self.connection = connection
        self.context = context
        unsafe BIO_up_ref(input.pointer)
        unsafe BIO_up_ref(output.pointer)
        unsafe deepmock_never_end(input.pointer)
        unsafe SSL_set_bio(connection, input.pointer, output.pointer)
        unsafe SSL_set_connect_state(connection)
        guard unsafe deepmock_expect_host(connection, host) == 1 else { throw .last("cannot ask for \(host)") }
    }

    deinit {
        unsafe SSL_free(connection)
    }

    /// The greeting.
    public func begin() throws(TLSFailure) -> [UInt8] {
        try shakeHands()
        return takeOutput()
    }

    /// Takes bytes from the server.
    ///
    /// - Returns: decrypted bytes, and bytes for the server.
    /// - Throws: ``TLSFailure`` when the connection cannot go on, for example because the certificate is not trusted.
    public func receive(_ bytes: Span<UInt8>) throws(TLSFailure) -> (plain: [UInt8], reply: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            _ = unsafe BIO_write(input.pointer, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        ERR_clear_error()
        if !isOpen { try shakeHands() }
        var plain: [UInt8] = []
        if isOpen { try decrypt(into: &plain) }
        return (plain, takeOutput())
    }

    /// Encrypts bytes for the server, after the handshake.
    public func send(_ bytes: [UInt8]) throws(TLSFailure) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        ERR_clear_error()
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe SSL_write(connection, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        guard sent == bytes.count else { throw .last("cannot send") }
        return takeOutput()
    }

    private func shakeHands() throws(TLSFailure) {
        let result = unsafe SSL_do_handshake(connection)
        if result == 1 {
            isOpen = true
            return
        }
        guard unsafe SSL_get_error(connection, result) == SSL_ERROR_WANT_READ else {
            let verification = unsafe SSL_get_verify_result(connection)
            if verification != X509_V_OK {
                ERR_clear_error()
                let reason = unsafe String(cString: X509_verify_cert_error_string(verification))
                throw TLSFailure("the certificate of the server is not accepted: \(reason)")
            }
            throw .last("the handshake failed")
        }
    }

    private func decrypt(into plain: inout [UInt8]) throws(TLSFailure) {
        var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            let result = unsafe buffer.withUnsafeMutableBytes { room in
                unsafe SSL_read(connection, room.baseAddress, Int32(room.count))
            }
            guard result > 0 else {
                switch unsafe SSL_get_error(connection, result) {
                case SSL_ERROR_WANT_READ: return
                case SSL_ERROR_ZERO_RETURN:
                    hasServerEnded = true
                    return
                default: throw .last("the connection broke")
                }
            }
            plain += buffer[..<Int(result)]
        }
    }

    private func takeOutput() -> [UInt8] {
        let bytes = output.bytes
        unsafe deepmock_empty(output.pointer)
        return bytes
    }
}
