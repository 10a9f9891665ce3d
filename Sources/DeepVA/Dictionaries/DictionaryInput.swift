// What the transition of a dictionary reads.

import Emulator
import Store

/// A dictionary whose language is to be detected.
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
