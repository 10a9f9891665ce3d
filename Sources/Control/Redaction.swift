// Keeps secrets out of what the control plane shows: credentials are recognisable, but cannot be used.

import HTTP
import JSON

/// Replaces secrets in requests that are shown.
enum Redaction {
    private static let mark = "[redacted]"
    private static let headers: Set<String> = ["authorization", "proxy-authorization", "cookie", "x-api-key"]
    private static let names: Set<String> = [
        "password", "password_confirmation", "current_password", "new_password", "token", "access_token", "api_key",
        "apikey", "secret", "key", "signature", "x-goog-signature",
    ]

    /// A header's value; of credentials the scheme stays.
    static func header(_ name: String, _ value: String) -> String {
        guard headers.contains(name.lowercased()) else { return value }
        guard let space = value.utf8.firstIndex(of: UInt8(ascii: " ")) else { return mark }
        return value[..<space] + " " + mark
    }

    /// A body with the values of secret members replaced, however deep.
    static func body(_ value: JSON) -> JSON {
        switch value {
        case .object(let members):
            .object(JSONObject(members.map { ($0.key, isSecret($0.key) ? .string(mark) : body($0.value)) }))
        case .array(let elements): .array(elements.map(body))
        default: value
        }
    }

    /// A target with the values of secret query items replaced.
    static func target(_ target: String) -> String {
        guard let question = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        let items = target[target.utf8.index(after: question)...].split(
            separator: "&", omittingEmptySubsequences: false
        ).map { item -> String in
            guard let equals = item.utf8.firstIndex(of: UInt8(ascii: "=")), isSecret(String(item[..<equals])) else {
                return String(item)
            }
            return item[...equals] + mark
        }
        return target[...question] + items.joined(separator: "&")
    }

    private static func isSecret(_ name: String) -> Bool { names.contains(name.lowercased()) }
}
