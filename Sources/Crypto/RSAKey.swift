// RSA keys: generate, read, write and sign.

import CCrypto

/// A private RSA key (RFC 8017), held by OpenSSL. Confined to its creator.
@safe public final class RSAKey {
    /// Why a key cannot be used.
    public struct Failure: Error, Equatable {
        /// What to tell a user.
        public let message: String
    }

    /// The allowed sizes of a key that is read, in bits.
    public static let bitRange = 2048...8192

    private let key: OpaquePointer

    private init(taking key: OpaquePointer) {
        unsafe self.key = key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Generates a key. 4096 bits take a second or more: use the pool.
    ///
    /// - Parameter bits: 2048 to 8192.
    /// - Throws: ``Failure`` if OpenSSL cannot generate one.
    public static func generate(bits: Int) throws -> RSAKey {
        guard bitRange.contains(bits), let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else {
            throw Failure(message: "OpenSSL does not offer RSA keys of \(bits) bits.")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_ctrl_str(context, "rsa_keygen_bits", "\(bits)") == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key
        else { throw Failure(message: "OpenSSL could not generate an RSA key of \(bits) bits.") }
        return unsafe RSAKey(taking: key)
    }

    /// Reads a key from a PKCS #1 or PKCS #8 structure (RFC 8017 appendix A.1.2, RFC 5208), DER encoded.
    ///
    /// - Throws: ``Failure`` if it is not a complete private RSA key of an allowed size.
    public convenience init(der: [UInt8]) throws {
        let key = unsafe der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &next, bytes.count)
        }
        guard let key = unsafe key else { throw Failure(message: "This is not a private key.") }
        unsafe self.init(taking: key)
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA,
            Self.bitRange.contains(Int(unsafe EVP_PKEY_get_bits(key)))
        else {
            let (least, most) = (Self.bitRange.lowerBound, Self.bitRange.upperBound)
            throw Failure(message: "This is not an RSA key of \(least) to \(most) bits.")
        }
    }

    /// Reads a key from a PEM text (RFC 7468): base 64 between a BEGIN line and an END line.
    ///
    /// - Throws: ``Failure`` if the text does not hold one.
    public convenience init(pem: String) throws {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard lines.count > 2, lines[0].hasPrefix("-----BEGIN "), lines[lines.count - 1].hasPrefix("-----END "),
            let der = Base64.decode(lines[1..<lines.count - 1].joined())
        else { throw Failure(message: "This is not a PEM text with one key.") }
        try self.init(der: der)
    }

    /// The key as a PKCS #1 structure in PEM text.
    public var pem: String { PEM.text(der, label: "RSA PRIVATE KEY") }

    /// The half of the key that checks signatures.
    public var publicKey: RSAPublicKey {
        RSAPublicKey(modulus: number("n"), exponent: number("e"), der: publicDER)
    }

    /// A number of the key as big-endian bytes.
    private func number(_ name: String) -> [UInt8] {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else {
            preconditionFailure("OpenSSL does not know the \(name) of a key that it generated or read itself.")
        }
        defer { unsafe BN_free(number) }
        let size = (Int(unsafe BN_num_bits(number)) + 7) / 8
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = Int(unsafe BN_bn2bin(number, buffer.baseAddress))
        }
    }

    /// The public half as a SubjectPublicKeyInfo structure (RFC 5280 section 4.1), DER encoded.
    private var publicDER: [UInt8] {
        let size = Int(unsafe i2d_PUBKEY(key, nil))
        precondition(size > 0, "OpenSSL cannot encode the public half of a key that it generated or read itself.")
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var next = buffer.baseAddress
            count = Int(unsafe i2d_PUBKEY(key, &next))
        }
    }

    /// The key as a PKCS #1 structure, DER encoded.
    private var der: [UInt8] {
        let size = Int(unsafe i2d_PrivateKey(key, nil))
        precondition(size > 0, "OpenSSL cannot encode a key that it generated or read itself.")
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var next = buffer.baseAddress
            count = Int(unsafe i2d_PrivateKey(key, &next))
        }
    }

    /// Signs `message` by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2). Equal messages get equal signatures.
    /// 4096 bits take ten milliseconds or more: use the pool.
    public func signature(of message: [UInt8]) throws -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("OpenSSL could not allocate a digest context: the process is out of memory.")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        let size = Int(unsafe EVP_PKEY_get_size(key))
        var succeeded = false
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var length = size
            let result = unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1
                    && EVP_DigestSign(context, buffer.baseAddress, &length, message.baseAddress, message.count) == 1
            }
            succeeded = result
            count = succeeded ? length : 0
        }
        guard succeeded else { throw Failure(message: "OpenSSL could not sign the message.") }
        return signature
    }
}
