// What one input may cost.

import System

extension WorkBudget {
    /// A budget of a few megabytes, so that what is not charged shows as time or memory.
    static func forOneInput() -> WorkBudget {
        WorkBudget(Limits(unpackedBytes: 16 << 20, heldBytes: 16 << 20, values: 200_000, pages: 200))
    }
}
