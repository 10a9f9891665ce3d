// What all TLS connections of a server share: the authority, certificates by name, and buffers.

import CTLS

/// The TLS side of a server. Confined to the thread of its loop.
@safe public final class TLSContext {
    /// Certificates that are kept, the most recently made ones.
    private static let maximumLeaves = 256
    /// A certificate is made anew when it has less than this left, in seconds.
    private static let leafSeconds = (CertificateAuthority.leafDays - 2) * 86_400

    /// A certificate, and until when it is used, in seconds since 1970.
    private struct Leaf {
        let certificate: Certificate
        let end: Int
    }

    let pointer: OpaquePointer
    /// Where the bytes of all connections come from and go to.
    let pipe: TLSPipe
    /// How many connections may keep their buffers, 34 KB each.
    static let maximumKeepers = 256
    /// How many connections do.
    var keepers = 0
    /// Where decrypted bytes are put together, for all connections.
    let plain: UnsafeMutableBufferPointer<UInt8>

    private let authority: CertificateAuthority
    private let key: PrivateKey
    private let now: () -> Int
    private var leaves: [ServerName: Leaf] = [:]
    private var order: [ServerName] = []

    /// Prepares TLS: some milliseconds, most of them for OpenSSL itself.
    ///
    /// - Parameters:
    ///   - authority: signs the certificates.
    ///   - now: gives the seconds since 1970.
    public init(authority: CertificateAuthority, now: @escaping () -> Int) throws(TLSFailure) {
        guard let pointer = unsafe SSL_CTX_new(TLS_server_method()) else { throw .last("cannot prepare TLS") }
        unsafe self.pointer = pointer
        unsafe plain = .allocate(capacity: TLSSession.pieceSize + TLSSession.maximumRecord)
        do throws(TLSFailure) {
            pipe = try TLSPipe()
            key = try PrivateKey.generate()
        } catch {
            unsafe SSL_CTX_free(pointer)
            unsafe plain.deallocate()
            throw error
        }
        self.authority = authority
        self.now = now
        let name = Array("deepmock".utf8)
        guard unsafe deepmock_configure(pointer) == 1,
            unsafe SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count)) == 1
        else { throw .last("cannot configure TLS") }
        unsafe SSL_CTX_set_alpn_select_cb(pointer, selectProtocol, nil)
        unsafe SSL_CTX_set_cert_cb(pointer, chooseCertificate, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
        unsafe plain.deallocate()
    }

    /// The certificate of the authority as PEM text.
    public var certificatePEM: [UInt8] { authority.certificatePEM }

    /// Gives a connection the certificate for a name.
    fileprivate func use(_ name: ServerName, for connection: OpaquePointer) throws(TLSFailure) {
        let leaf = try leaf(for: name)
        guard unsafe SSL_use_certificate(connection, leaf.pointer) == 1,
            unsafe SSL_use_PrivateKey(connection, key.pointer) == 1
        else { throw .last("cannot use a certificate") }
    }

    private func leaf(for name: ServerName) throws(TLSFailure) -> Certificate {
        let now = now()
        if let leaf = leaves[name], now < leaf.end { return leaf.certificate }
        let certificate = try authority.leaf(for: name, key: key, now: now)
        if leaves.updateValue(Leaf(certificate: certificate, end: now + Self.leafSeconds), forKey: name) == nil {
            order.append(name)
            if order.count > Self.maximumLeaves { leaves[order.removeFirst()] = nil }
        }
        return certificate
    }
}

/// Called by OpenSSL when a hello has come: 1 when the connection has its certificate.
private func chooseCertificate(_ connection: OpaquePointer?, _ argument: UnsafeMutableRawPointer?) -> Int32 {
    guard let connection = unsafe connection, let argument = unsafe argument,
        let session = unsafe SSL_get_ex_data(connection, 0)
    else { return 0 }
    let context = unsafe Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue()
    let fallback = unsafe Unmanaged<TLSSession>.fromOpaque(session).takeUnretainedValue().fallbackName
    let asked = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name).flatMap {
        unsafe ServerName(String(cString: $0))
    }
    do throws(TLSFailure) {
        try unsafe context.use(asked ?? fallback, for: connection)
        return 1
    } catch {
        return 0
    }
}

/// Called by OpenSSL with the protocols that a client offers (RFC 7301): HTTP/1.1 is the only one that is spoken here.
private func selectProtocol(
    _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?, _ length: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let offered = unsafe offered else { return SSL_TLSEXT_ERR_NOACK }
    let wanted = Array("http/1.1".utf8)
    var place = 0
    while place < Int(length) {
        let size = Int(unsafe offered[place])
        guard place + 1 + size <= Int(length) else { break }
        if size == wanted.count, (0..<size).allSatisfy({ unsafe offered[place + 1 + $0] == wanted[$0] }) {
            unsafe chosen?.pointee = offered + place + 1
            unsafe chosenLength?.pointee = UInt8(size)
            return SSL_TLSEXT_ERR_OK
        }
        place += 1 + size
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
