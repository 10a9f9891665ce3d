// Times of the older resources: exact in the answer that creates, cut to milliseconds ever after.

import Emulator
import JSON

/// Whether an answer is the first one, whose times are exact, or a later one (specification, section 1.3).
enum Occasion {
    case created
    case read
}

extension JSONWriter {
    /// Writes a time member in the zoneless form, or `null`.
    mutating func time(_ name: StaticString, _ microseconds: Int?, as occasion: Occasion = .read) {
        key(name)
        guard let microseconds else { return null() }
        let instant = Instant(microseconds: microseconds)
        self.instant(occasion == .created ? instant : instant.truncatedToMilliseconds, .spaced)
    }

    /// Writes `time_created` and `time_updated`. In the answer that creates, the second is a few microseconds behind the
    /// first; once cut to milliseconds both are equal.
    mutating func times(created: Int, updated: Int, as occasion: Occasion) {
        time("time_created", created, as: occasion)
        time("time_updated", occasion == .created ? updated + 8 + created / 7 % 5 : updated, as: occasion)
    }
}
