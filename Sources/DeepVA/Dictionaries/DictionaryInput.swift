// A dictionary as its transition reads it.

import Emulator
import Store

/// What the language of a dictionary is found out from.
struct DictionaryInput: LifecycleRecord {
    let key: Int
    /// The key of its file.
    let content: String

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            "SELECT seq, content FROM deepva_dictionaries WHERE id = ?", .text(context.subject.text)
        ) { ($0.int(0), $0.text(1)) }
        guard let found else { return nil }
        (key, content) = found
    }
}
