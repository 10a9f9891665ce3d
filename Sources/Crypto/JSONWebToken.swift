// JSON Web Tokens signed with RS256 (RFC 7519, RFC 7515, RFC 7518 section 3.3).

/// Signs tokens and reads their claims.
public enum JSONWebToken {
    /// The header of every token.
    private static let header = Base64.encode(Array(#"{"typ":"JWT","alg":"RS256"}"#.utf8), alphabet: .url)

    /// Makes a signed token.
    ///
    /// - Parameter claims: the text of a JSON object, which goes into the token unchanged.
    /// - Throws: ``RSAKey/Failure`` if the key cannot sign.
    public static func sign(claims: [UInt8], key: RSAKey) throws -> String {
        let content = "\(header).\(Base64.encode(claims, alphabet: .url))"
        return "\(content).\(Base64.encode(try key.signature(of: Array(content.utf8)), alphabet: .url))"
    }

    /// The claims of a token as bytes; nil if the text does not have the form of a token. The signature is not checked.
    public static func claims(in token: String) -> [UInt8]? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return Base64.decode(String(Substring(parts[1])), alphabet: .url)
    }
}
