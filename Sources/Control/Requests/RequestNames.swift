// Names in patterns and filters for requests: one that does not exist would match nothing, and a test would pass for it.

import Contract
import Emulator
import JSON

/// The names of platforms and operations by which requests are looked for.
enum RequestNames {
    /// - Parameters:
    ///   - names: an object whose members `platform` and `operation` are checked if they are there.
    ///   - field: the path of the object in the request, with a dot at its end.
    /// - Throws: ``Problem`` 400 for a platform that does not exist, or an operation that it, or no platform, has.
    static func check(_ names: JSON, field: String, in call: Call) throws {
        let platform = names["platform"]?.string
        let platforms = call.emulator.platforms.all.map(\.id)
        if let platform, !platforms.contains(platform) {
            throw PlatformName.refusal(platform, known: platforms, field: field + "platform")
        }
        guard let operation = names["operation"]?.string else { return }
        let known = call.emulator.catalogue.operations.filter { platform == nil || $0.platform == platform }.map(\.id)
        guard !known.contains(operation) else { return }
        let owner = platform.map { "\($0) has no" } ?? "no platform has an"
        throw Problem.badRequest(
            "\(field)operation: \(owner) operation \(operation).\(Misspelling.hint(for: operation, among: known))",
            field: field + "operation")
    }
}
