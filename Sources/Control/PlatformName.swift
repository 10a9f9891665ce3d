// Platforms in the bodies of requests: the emulated ones, whichever they are.

import Contract
import Emulator
import JSON

/// Ids of platforms, as test authors give them.
enum PlatformName {
    /// - Throws: ``Problem`` 400 when a member names no emulated platform; one that is absent is none.
    static func check(_ id: JSON?, field: String, in call: Call) throws {
        guard let id = id?.string else { return }
        let known = call.emulator.platforms.emulated.map(\.id)
        guard !known.contains(id) else { return }
        throw refusal(id, known: known, field: field)
    }

    /// - Returns: the 400 for an id that is none of `known`.
    static func refusal(_ id: String, known: [String], field: String) -> Problem {
        .badRequest(
            "\(field): expected one of \(known.joined(separator: ", ")), got \(id).\(Misspelling.hint(for: id, among: known))",
            field: field)
    }
}
