// The server's end of TLS on one connection: bytes of the peer in, decrypted bytes and bytes for the peer out. It knows
// no sockets and never waits.

import CTLS

/// One TLS connection (RFC 8446, RFC 5246). Confined to the thread of its context.
@safe public final class TLSSession {
    /// Whether a connection that begins with this byte wants TLS: the type of a record with a handshake.
    public static func begins(with byte: UInt8) -> Bool { byte == 22 }

    /// How many encrypted bytes are taken at a time.
    static let pieceSize = 16 << 10
    /// The decrypted bytes that the peer's last unfinished record may add (RFC 8446 section 5.1).
    static let maximumRecord = 16 << 10
    /// What a peer may send until the handshake is done; keys, certificates and tickets need much less.
    static let maximumHandshake = 64 << 10

    /// The name for clients that do not say which one they want.
    let fallbackName: ServerName
    /// Whether the handshake is done.
    public private(set) var isOpen = false
    /// Whether the peer has said that it sends no more.
    public private(set) var hasPeerEnded = false
    private let context: TLSContext
    private let connection: OpaquePointer
    private let write: (Span<UInt8>) -> Void
    private var gate = HelloGate()
    private var handshakeBytes = 0
    private var isOver = false
    private let keepsBuffers: Bool

    /// A connection whose peer has yet to send its hello.
    ///
    /// - Parameters:
    ///   - name: whose certificate a client gets that names no server.
    ///   - write: takes bytes for the peer, during calls to the session.
    public init(context: TLSContext, name: ServerName, write: @escaping (Span<UInt8>) -> Void) throws(TLSFailure) {
        guard let connection = unsafe SSL_new(context.pointer) else { throw .last("cannot begin TLS") }
        unsafe self.connection = connection
        self.context = context
        self.write = write
        fallbackName = name
        keepsBuffers = context.keepers < TLSContext.maximumKeepers
        unsafe SSL_set_accept_state(connection)
        unsafe BIO_up_ref(context.pipe.bio)
        unsafe SSL_set_bio(connection, context.pipe.bio, context.pipe.bio)
        if keepsBuffers {
            context.keepers += 1
            unsafe deepmock_keep_buffers(connection)
        }
        unsafe SSL_set_ex_data(connection, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        if keepsBuffers { context.keepers -= 1 }
        unsafe SSL_free(connection)
    }

    /// Takes bytes from the peer.
    ///
    /// - Parameter take: gets decrypted bytes, which are valid only during the call; it may send, and end the session.
    /// - Throws: ``TLSFailure`` when the connection cannot go on. An alert for the peer has been written.
    public func receive(_ bytes: Span<UInt8>, _ take: (Span<UInt8>) -> Void) throws(TLSFailure) {
        guard !isOver else { return }
        guard gate.isOpen else {
            let hello = try gate.take(bytes)
            return try hello.isEmpty ? () : receive(hello.span, take)
        }
        var start = 0
        while start < bytes.count, !isOver {
            let end = min(start + Self.pieceSize, bytes.count)
            try receive(piece: bytes.extracting(start..<end), take)
            start = end
        }
    }

    /// Encrypts bytes for the peer. Before the end of the handshake nothing can be sent.
    public func send(_ bytes: Span<UInt8>) {
        guard isOpen, !isOver, !bytes.isEmpty else { return }
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe SSL_write(connection, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        // Memory takes everything, so only a session that is broken takes less.
        if sent < bytes.count {
            isOver = true
            ERR_clear_error()
        }
        flush()
    }

    /// Tells the peer that nothing more will be sent. It may still send.
    public func shutDown() {
        guard isOpen, !isOver else { return }
        ERR_clear_error()
        unsafe SSL_shutdown(connection)
        flush()
    }

    private func receive(piece: Span<UInt8>, _ take: (Span<UInt8>) -> Void) throws(TLSFailure) {
        // OpenSSL must find no error of somebody else's. Looking costs half of what clearing does.
        if ERR_peek_error() != 0 { ERR_clear_error() }
        var failure: TLSFailure?
        var count = 0
        context.pipe.reading(piece) {
            if !isOpen {
                handshakeBytes += piece.count
                failure = shakeHands()
            }
            if isOpen, failure == nil { (count, failure) = decrypt() }
        }
        flush()
        if count > 0 { take(unsafe UnsafeBufferPointer(rebasing: context.plain[..<count]).span) }
        if let failure { throw failure }
    }

    /// Goes on with the handshake; nil unless the connection cannot go on.
    private func shakeHands() -> TLSFailure? {
        let result = unsafe SSL_do_handshake(connection)
        guard result != 1 else {
            isOpen = true
            return nil
        }
        if let failure = failure(of: result, "the handshake failed") { return failure }
        guard handshakeBytes <= Self.maximumHandshake else {
            isOver = true
            return TLSFailure("the handshake has more than \(Self.maximumHandshake) bytes")
        }
        return nil
    }

    /// Decrypts what has come, into the buffer of the context.
    private func decrypt() -> (count: Int, failure: TLSFailure?) {
        var count = 0
        while unsafe count < context.plain.count {
            let room = unsafe UnsafeMutableBufferPointer(rebasing: context.plain[count...])
            let result = unsafe SSL_read(connection, room.baseAddress, Int32(room.count))
            guard result > 0 else { return (count, failure(of: result, "the connection broke")) }
            count += Int(result)
            // Whether the next call would find anything: most often a request is one record, and another call costs as
            // much as half of it.
            guard unsafe context.pipe.hasInput || SSL_has_pending(connection) != 0 else { break }
        }
        return (count, nil)
    }

    /// Why a call has not succeeded; nil if it only needs more bytes, or if the peer has ended its side.
    private func failure(of result: Int32, _ operation: String) -> TLSFailure? {
        switch unsafe SSL_get_error(connection, result) {
        case SSL_ERROR_WANT_READ: return nil
        case SSL_ERROR_ZERO_RETURN:
            hasPeerEnded = true
            return nil
        default:
            isOver = true
            return .last(operation)
        }
    }

    /// Passes on what OpenSSL has written.
    private func flush() {
        context.pipe.flush(write)
    }
}
