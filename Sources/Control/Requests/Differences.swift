// What real services answered otherwise, for requests that were passed on to them (`--upstream`).

import Emulator
import JSON

/// Differences of the process.
enum Differences {
    static let handlers: [String: Handler] = [
        "getDifferences": get,
        "clearDifferences": { call in
            call.emulator.differences.clear()
            return .empty(204)
        },
    ]

    private static func get(_ call: Call) throws -> Reply {
        let differences = call.emulator.differences
        return .json([
            "compared": .int(differences.compared),
            "differences": .array(
                differences.entries.map { entry in
                    let difference = entry.difference
                    return [
                        "platform": .string(difference.platform),
                        "operation": difference.operation.map(JSON.string) ?? .null,
                        "kind": .string(difference.kind.rawValue), "pointer": .string(difference.pointer),
                        "ours": .string(difference.ours), "theirs": .string(difference.theirs),
                        "count": .int(entry.count), "line": .string(Redaction.target(entry.line)),
                    ]
                }),
            "omitted": .int(differences.omitted),
        ])
    }
}
