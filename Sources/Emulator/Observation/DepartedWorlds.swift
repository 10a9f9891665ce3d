// What worlds were like that have been deleted: tests delete theirs when they end, and the verdict of the whole run must
// still know of them.

import JSON

/// One record of all deleted worlds, kept for whoever judges the run. The emulator does not read it.
public final class DepartedWorlds {
    /// The record; nil while no world has been deleted.
    public var record: JSON?

    init() {}
}
