// The switches that change how platforms answer.

import Emulator
import JSON

/// The settings of the tenant that the request chooses.
enum SettingRecords {
    static let handlers: [String: Handler] = [
        "getSettings": { call in .json(call.tenant.settings.json) },
        "updateSettings": update,
    ]

    private static func update(_ call: Call) throws -> Reply {
        for name in ["signature_header", "nonce_header"] {
            guard let header = call.body["webhooks"]?[name]?.string else { continue }
            guard header.utf8.allSatisfy(isToken) else {
                throw Problem.badRequest("webhooks.\(name): expected the name of a header.", field: "webhooks.\(name)")
            }
        }
        try call.tenant.change(settings: call.body)
        return .json(call.tenant.settings.json)
    }

    /// Whether a byte may stand in the name of a header (RFC 9110 section 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
    }
}
