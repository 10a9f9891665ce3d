// Public RSA keys, as others need them to check signatures.

/// The public half of an RSA key (RFC 8017 section 3.1).
public struct RSAPublicKey: Sendable, Equatable {
    /// The modulus n, big-endian.
    public let modulus: [UInt8]
    /// The exponent e, big-endian.
    public let exponent: [UInt8]
    /// A SubjectPublicKeyInfo structure (RFC 5280 section 4.1).
    let der: [UInt8]

    /// The key in PEM text: `BEGIN PUBLIC KEY`.
    public var pem: String { PEM.text(der, label: "PUBLIC KEY") }

    /// The thumbprint of the key as a JSON Web Key (RFC 7638), in base64url.
    public var thumbprint: String {
        let (e, n) = (Base64.encode(exponent, alphabet: .url), Base64.encode(modulus, alphabet: .url))
        return Base64.encode(SHA256.digest(of: #"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#), alphabet: .url)
    }
}
