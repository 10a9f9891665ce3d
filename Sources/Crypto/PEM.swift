// PEM texts (RFC 7468).

/// Writes PEM texts.
enum PEM {
    /// Bytes as base 64 in lines of 64 characters between a BEGIN and an END line.
    static func text(_ bytes: [UInt8], label: String) -> String {
        var lines = ["-----BEGIN \(label)-----"]
        var rest = Base64.encode(bytes)[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        lines.append("-----END \(label)-----\n")
        return lines.joined(separator: "\n")
    }
}
