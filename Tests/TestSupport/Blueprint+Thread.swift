// What the binary carries, read once a thread: it costs more than most tests do.

import Emulator
import Foundation
import Host

extension Blueprint {
    private static let key = "deepmock.blueprint"

    /// The binary's contracts, tables and waits. What has been compiled of the contracts is there for the next test of
    /// this thread.
    static func ofThread() throws -> Blueprint {
        if let known = Thread.current.threadDictionary[key] as? Blueprint { return known }
        let made = try builtIn()
        Thread.current.threadDictionary[key] = made
        return made
    }
}
