// The verdict of a world, or of the whole run.

import Emulator
import HTTP
import JSON
import Verdict

/// The verdict of the selected tenant.
enum Verdicts {
    static let handlers: [String: Handler] = [
        "getVerdict": get
    ]

    private static func get(_ call: Call) throws -> Reply {
        let requirements = try VerdictRequirements(
            coverage: names(call.parameters["min_coverage"]), operations: names(call.parameters["require"]),
            hasUnreadSinks: call.parameters["unread_sinks"]?.bool ?? false, catalogue: call.emulator.catalogue,
            platforms: call.emulator.platforms.emulated.map(\.id))
        let check = VerdictCheck(
            call.emulator, requirements: requirements, serverURL: Tenants.serverURL(call))
        let isAll = call.parameters["worlds"]?.string == "all"
        let verdict = try isAll ? check.verdictOfAll() : check.verdict(of: call.tenant)
        return switch call.parameters["format"]?.string {
        case "text": .document(verdict.text, mediaType: "text/plain; charset=utf-8")
        case "junit": .document(verdict.junit, mediaType: "application/xml; charset=utf-8")
        case "html": .document(verdict.html, mediaType: "text/html; charset=utf-8")
        default: .json(verdict.json)
        }
    }

    /// Names that are separated by commas.
    private static func names(_ parameter: JSON?) -> [String] {
        (parameter?.string ?? "").split(separator: ",").map { String($0) }
    }
}
