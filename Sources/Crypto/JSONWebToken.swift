// JSON Web Tokens signed with RS256 (RFC 7519, RFC 7515, RFC 7518 section 3.3).

/// Makes tokens, and looks into them.
public enum JSONWebToken {
    /// The header of every token that is made here.
    private static let header = Base64.encode(Array(#"{"typ":"JWT","alg":"RS256"}"#.utf8), alphabet: .url)

    /// A signed token.
    ///
    /// - Parameter claims: a JSON object, as it is to stand in the token.
    /// - Throws: ``RSAKey/Failure`` when the key cannot sign.
    public static func sign(claims: [UInt8], key: RSAKey) throws -> String {
        let content = "\(header).\(Base64.encode(claims, alphabet: .url))"
        return "\(content).\(Base64.encode(try key.signature(of: Array(content.utf8)), alphabet: .url))"
    }

    /// The bytes of a token's claims, without any check of its signature; nil when the text does not have the form of a
    /// token.
    public static func claims(in token: String) -> [UInt8]? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return Base64.decode(String(Substring(parts[1])), alphabet: .url)
    }
}
