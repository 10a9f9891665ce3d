// A subcommand that does not exist: the answer lists those that do.

import ArgumentParser
import Contract

/// Finds misspelt subcommands.
enum UnknownSubcommand {
    /// One sentence about the first word that should be a subcommand and is none; nil when there is no such word.
    static func sentence(_ words: [String], of command: any ParsableCommand.Type) -> String? {
        let subcommands = command.configuration.subcommands
        guard !subcommands.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help" else { return nil }
        if let subcommand = subcommands.first(where: { $0._commandName == word }) {
            return sentence(Array(words.dropFirst()), of: subcommand)
        }
        let names = subcommands.map { $0._commandName }
        return "'\(word)' is not a subcommand of \(command._commandName)."
            + Misspelling.hint(for: word, among: names) + " Use one of \(names.joined(separator: ", "))."
    }
}
