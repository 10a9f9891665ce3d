// One step on the path from a value to one of its parts.

/// A member name or an array index, as a step of an RFC 6901 pointer.
enum PathToken: Sendable {
    case key(String)
    case index(Int)

    /// The pointer with the given steps.
    static func pointer(_ tokens: [PathToken]) -> String {
        var text = ""
        for token in tokens {
            switch token {
            case .key(let key): text += "/" + escape(key)
            case .index(let index): text += "/\(index)"
            }
        }
        return text
    }

    /// RFC 6901 section 3: `~` becomes `~0`, `/` becomes `~1`.
    static func escape(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
        var text = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The reverse of `escape`; a `~` that escapes nothing stays.
    static func unescape(_ token: String) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
        var text = ""
        var pending = false
        for scalar in token.unicodeScalars {
            switch (pending, scalar) {
            case (true, "0"): text += "~"
            case (true, "1"): text += "/"
            case (true, _):
                text += "~"
                text.unicodeScalars.append(scalar)
            case (false, "~"):
                pending = true
                continue
            case (false, _): text.unicodeScalars.append(scalar)
            }
            pending = false
        }
        return pending ? text + "~" : text
    }
}
