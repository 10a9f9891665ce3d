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
        try call.tenant.change(settings: call.body)
        return .json(call.tenant.settings.json)
    }
}
