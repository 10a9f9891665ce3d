// MD5 (RFC 1321), computed by OpenSSL.

import CCrypto

/// MD5, computed by OpenSSL.
@safe struct MD5: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("OpenSSL could not allocate a digest context: the process is out of memory.")
        }
        unsafe self.context = unsafe context
        guard unsafe EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
            fatalError("OpenSSL offers no MD5: check which providers its configuration loads.")
        }
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    mutating func update(_ bytes: [UInt8]) {
        let succeeded = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(succeeded == 1, "OpenSSL refused to hash bytes: the digest context is broken.")
    }

    consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            let succeeded = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(succeeded == 1, "OpenSSL refused to end a hash: the digest context is broken.")
            count = 16
        }
    }
}
