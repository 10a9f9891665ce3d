// The language of a dictionary is detected some time after the upload.

import Emulator
import Store
import System

/// The lifecycle of dictionaries whose language is `auto` (specification, section 6). They have no states.
enum DictionaryTransitions {
    static let lifecycle: RecordLifecycle<DictionaryInput> = RecordLifecycle(
        table: RecordTable("deepva_dictionaries"),
        finish: "deepva.dictionary.detect",
        completed: RecordEnd(setting: "language"),
        work: detect)

    /// Detects the language on the thread pool. If there is no clear one, the dictionary is not changed.
    private static func detect(
        _ dictionary: DictionaryInput, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        guard let payload = try context.tenant.files.payload(dictionary.content) else { return .done }
        return .later({ try LanguageGuess.language(of: payload.read(at: 0, count: LanguageGuess.prefixLength)) }) {
            language in
            guard let language else { return }
            try lifecycle.complete(dictionary, setting: [.text(language)], context)
        }
    }
}
