// A task of reviews, as its transition sees it.

import Emulator

/// The reviews of one extracted document.
struct HitlTask: LifecycleRecord {
    let key: Int

    init?(_ context: TransitionContext) throws {
        guard let number = context.subject.number else { return nil }
        key = number
    }
}
