// Keys on the curve P-256, which every client of today knows.

import CTLS

/// A private key, held by OpenSSL.
@safe final class PrivateKey {
    let pointer: OpaquePointer

    /// Takes a key over.
    init(taking pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// A new key. Takes about a tenth of a millisecond.
    static func generate() throws(TLSFailure) -> PrivateKey {
        guard let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { throw .last("cannot make a key") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_ctrl_str(context, "ec_paramgen_curve", "P-256") == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key
        else { throw .last("cannot make a key") }
        return unsafe PrivateKey(taking: key)
    }
}
