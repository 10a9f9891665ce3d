// Variables that look like ours and are not: a misspelt one would be passed over in silence.

import ArgumentParser
import Contract
import Emulator
import Host
import System

/// Finds misspelt `DEEPMOCK_*` variables.
enum UnknownVariables {
    /// Variables that no flag has: where tests write which operations they called, what the kits in `clients` read, and
    /// what exec tells its command.
    private static let others = [
        "DEEPMOCK_EXERCISED", "DEEPMOCK_BINARY", "DEEPMOCK_URL", "DEEPMOCK_ADMIN", "DEEPMOCK_CA",
    ]

    /// One sentence that names them, with what may have been meant; nil when there are none.
    static func sentence(commands: [any ParsableCommand.Type]) -> String? {
        let known = others + commands.flatMap { flags(of: $0).map(Flags.variable) }
        let unknown = Environment.names.filter { name in
            name.hasPrefix("DEEPMOCK_") && !known.contains(name) && !isOfKubernetes(name) && !isCredential(name)
        }
        guard !unknown.isEmpty else { return nil }
        let names = unknown.map { name in
            name + (Misspelling.nearest(to: name, among: known).map { " (did you mean \($0)?)" } ?? "")
        }
        return "no flag has the variable \(names.joined(separator: ", "))"
    }

    /// The flags in the help of a command.
    private static func flags(of command: any ParsableCommand.Type) -> Set<String> {
        let words = command.helpMessage(columns: 200).split { !($0.isLetter || $0 == "-") }
        return Set(words.filter { $0.hasPrefix("--") }.map { String($0) })
    }

    /// What exec tells its command, such as `DEEPMOCK_DEEPVA_KEY`.
    private static func isCredential(_ name: String) -> Bool {
        Host.platforms.contains { platform in
            let id = String(platform.id.uppercased().map { $0 == "-" ? "_" : $0 })
            return name.hasPrefix("DEEPMOCK_\(id)_")
        }
    }

    /// What Kubernetes sets for a service named deepmock, such as `DEEPMOCK_PORT_8484_TCP_ADDR`.
    private static func isOfKubernetes(_ name: String) -> Bool {
        name.hasPrefix("DEEPMOCK_SERVICE_") || name.hasPrefix("DEEPMOCK_PORT_")
    }
}
