// Keeps secrets out of what the control plane shows: credentials can be recognised, but not used.

import Contract
import Emulator
import HTTP
import JSON

/// Replaces secrets in requests that are shown.
enum Redaction {
    static let mark = "[redacted]"
    private static let headers: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key",
    ]
    private static let schemes: Set<String> = ["basic", "bearer", "digest", "key", "token"]
    /// What the names of secrets end in, without hyphens and underscores.
    private static let endings = [
        "password", "passwd", "passphrase", "passwordconfirmation", "secret", "token", "apikey", "signature",
        "authorization",
    ]

    /// Whether a member, field, query item or header of that name holds a secret.
    static func isSecret(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return plain == "key" || headers.contains(name.lowercased()) || endings.contains { plain.hasSuffix($0) }
    }

    /// A header's value; credentials keep their scheme.
    static func header(_ name: String, _ value: String) -> String {
        guard isSecret(name) else { return value }
        guard let space = value.utf8.firstIndex(of: UInt8(ascii: " ")),
            schemes.contains(value[..<space].lowercased())
        else { return mark }
        return value[..<space] + " " + mark
    }

    /// A body with the values of secret members replaced, however deep.
    static func body(_ value: JSON) -> JSON {
        switch value {
        case .object(let members):
            .object(JSONObject(members.map { ($0.key, isSecret($0.key) ? .string(mark) : body($0.value)) }))
        case .array(let elements): array(elements)
        case .string(let text): .string(string(text))
        default: value
        }
    }

    /// A target with the values of secret query items replaced.
    static func target(_ target: String) -> String {
        guard let question = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        let items = target[target.utf8.index(after: question)...].split(
            separator: "&", omittingEmptySubsequences: false
        ).map { item -> String in
            guard let equals = item.utf8.firstIndex(of: UInt8(ascii: "=")), isSecret(decoded(item[..<equals])) else {
                return String(item)
            }
            return item[...equals] + mark
        }
        return target[...question] + items.joined(separator: "&")
    }

    /// Bytes that cannot be parsed: whatever follows the name of a secret is replaced.
    static func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var scan = SecretScan(bytes)
        return scan.redacted()
    }

    /// A problem with a request, which may quote a secret value.
    static func problem(_ problem: Problem) -> Problem {
        var message = problem.message
        let violations = problem.violations.map { violation -> Violation in
            let shown = Self.violation(violation)
            if shown != violation { message = message.replacing(violation.got, with: mark) }
            return shown
        }
        return Problem(
            status: problem.status, code: problem.code, message: message, field: problem.field,
            violations: violations, headers: problem.headers, note: problem.note)
    }

    /// The secret values that the answer to a refused request may quote.
    static func quotes(in problem: Problem) -> [String] {
        problem.violations.filter { violation($0) != $0 && !$0.got.isEmpty }.map(\.got)
    }

    /// A text without some quotes.
    static func text(_ text: String, without quotes: [String]) -> String {
        quotes.reduce(text) { $0.replacing($1, with: mark) }
    }

    /// A body with the values of secret members replaced, and without some quotes, however deep.
    static func body(_ value: JSON, without quotes: [String]) -> JSON {
        quotes.isEmpty ? body(value) : hidden(quotes, in: body(value))
    }

    private static func hidden(_ quotes: [String], in value: JSON) -> JSON {
        switch value {
        case .object(let members): .object(JSONObject(members.map { ($0.key, hidden(quotes, in: $0.value)) }))
        case .array(let elements): .array(elements.map { hidden(quotes, in: $0) })
        case .string(let string): .string(text(string, without: quotes))
        default: value
        }
    }

    /// A violation, which may quote a secret value.
    static func violation(_ violation: Violation) -> Violation {
        guard violation.pointer.split(separator: "/").contains(where: { isSecret(String($0)) }) else {
            return violation
        }
        return Violation(
            pointer: violation.pointer, keyword: violation.keyword, expected: violation.expected, got: mark)
    }

    /// Headers of recordings are pairs of name and value.
    private static func array(_ elements: [JSON]) -> JSON {
        if elements.count == 2, let name = elements[0].string, let value = elements[1].string, isSecret(name) {
            return [elements[0], .string(header(name, value))]
        }
        return .array(elements.map(body))
    }

    /// Texts may be values themselves, or URLs.
    private static func string(_ text: String) -> String {
        switch text.utf8.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
        case UInt8(ascii: "h"), UInt8(ascii: "/"): target(text)
        default: text
        }
    }

    private static func decoded(_ name: Substring) -> String {
        (try? QueryItems(parsing: String(name)))?.first { _ in true }?.name ?? String(name)
    }
}
