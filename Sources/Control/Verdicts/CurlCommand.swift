// A request of the journal as a command that sends it again.

import Emulator
import HTTP
import JSON

/// Commands for curl. Secrets are redacted, as everywhere in the journal.
enum CurlCommand {
    /// Headers that curl sets by itself, or that mean nothing to a repeated request.
    private static let left: Set<String> = [
        "host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding", "expect",
        "proxy-connection", "proxy-authorization", "keep-alive", "te", "upgrade",
    ]
    /// The most bytes of a body that a command has.
    private static let bodyBytes = 2000

    /// - Parameter serverURL: scheme, host and port of the server.
    static func text(_ entry: JournalEntry, serverURL: String) -> String {
        let head = entry.head
        var words = ["curl"]
        switch head.method.name {
        case "GET": break
        case "HEAD": words.append("--head")
        default: words += ["-X", head.method.name]
        }
        let target = Redaction.target(head.target.raw)
        words.append(quoted(target.hasPrefix("/") ? serverURL + target : target))
        if let host = head.headers["host"], target.hasPrefix("/"), !serverURL.hasSuffix("//" + host),
            !LoopbackName.containsAuthority(host)
        {
            words += ["-H", quoted("Host: \(host)")]
        }
        let isMultipart = if case .parts = entry.body { true } else { false }
        for (name, value) in head.headers.pairs where !left.contains(name.lowercased()) {
            let lowercase = name.lowercased()
            if lowercase == "accept", value == "*/*" { continue }
            if lowercase == "content-type", isMultipart { continue }
            words += ["-H", quoted("\(name): \(Redaction.header(name, value))")]
        }
        return (words + body(entry)).joined(separator: " ")
    }

    private static func body(_ entry: JournalEntry) -> [String] {
        switch entry.body {
        case .none: return []
        case .parts(let parts, _):
            return parts.flatMap { part -> [String] in
                if let filename = part.filename { return ["-F", quoted("\(part.name)=@\(filename)")] }
                let value = Redaction.isSecret(part.name) ? Redaction.mark : part.text ?? ""
                return ["--form-string", quoted("\(part.name)=\(value)")]
            }
        case .bytes(let bytes, let size):
            guard size > 0 else { return [] }
            guard bytes.count == size, size <= bodyBytes else { return ["--data-binary", "@BODY"] }
            let shown: [UInt8]
            if let value = try? JSON(parsing: bytes) {
                shown = Redaction.body(value).serialized()
            } else {
                shown = Redaction.bytes(bytes)
            }
            guard let text = String(validating: shown, as: UTF8.self), !text.utf8.contains(0) else {
                return ["--data-binary", "@BODY"]
            }
            return ["--data-raw", quoted(text)]
        }
    }

    /// A word for a shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
