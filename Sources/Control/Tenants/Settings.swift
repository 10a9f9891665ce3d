// The settings that change how platforms answer.

import Contract
import Emulator
import JSON

/// The settings of the selected tenant.
enum Settings {
    static let handlers: [String: Handler] = [
        "getSettings": { call in .json(call.tenant.settings.json) },
        "updateSettings": update,
    ]

    private static func update(_ call: Call) throws -> Reply {
        for name in ["signature_header", "nonce_header"] {
            guard let header = call.body["webhooks"]?[name]?.string else { continue }
            guard header.utf8.allSatisfy(isToken), !reserved.contains(header.lowercased()) else {
                throw Problem.badRequest(
                    "webhooks.\(name) must be a header name that deliveries do not use already.",
                    field: "webhooks.\(name)")
            }
        }
        let queues = call.emulator.platforms.all.flatMap(\.queues)
        for queue in call.body["workers"]?.object?.map(\.key) ?? [] where !queues.contains(queue) {
            throw Problem.badRequest(
                "workers: there is no queue \(queue).\(Misspelling.hint(for: queue, among: queues)) Use one of \(queues.joined(separator: ", ")).",
                field: "workers.\(queue)")
        }
        try call.tenant.change(settings: call.body)
        return .json(call.tenant.settings.json)
    }

    /// Headers that every delivery has, or that control its framing or connection (RFC 9110 sections 7.6.1 and 8.6, RFC
    /// 9112 section 6).
    private static let reserved: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade", "x-deepmock-delivery",
    ]

    /// Whether the name of a header may contain a byte (RFC 9110 section 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
    }
}
