// Names of platforms in the values of flags.

import Contract
import Emulator
import Host

/// Reads the name of a platform.
enum PlatformName {
    /// - Parameter flag: the flag whose value names it, for the error.
    /// - Throws: ``FlagError`` for what is no platform.
    static func read(_ name: String, of flag: String) throws -> String {
        let platforms = Host.platforms.filter { !$0.isControl }.map(\.id)
        guard platforms.contains(name) else {
            let hint = Misspelling.hint(for: name, among: platforms)
            throw FlagError(
                description:
                    "\(flag): there is no platform '\(name)'.\(hint) Use one of \(platforms.joined(separator: ", ")).")
        }
        return name
    }
}
