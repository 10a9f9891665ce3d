// Locks on directories, randomness and the facts of the process.

import Foundation
import System
import Testing

@Suite struct LockFileTests {
    @Test("a lock that is held is refused with its owner, and free again when the holder is gone")
    func locks() throws {
        let path = NSTemporaryDirectory() + "/deepmock-\(UUID().uuidString).lock"
        var holder: LockFile? = try LockFile(acquiring: path)
        let held = #expect(throws: LockFile.Held.self) { try LockFile(acquiring: path) }
        #expect(held?.owner == String(SystemProcess.id))
        #expect(held?.message.contains(path) == true)
        withExtendedLifetime(holder) {}
        holder = nil
        _ = try LockFile(acquiring: path)
        try Files.remove(path)
    }

    @Test("random bytes are as many as asked for, and others every time", arguments: [0, 1, 256, 1000])
    func drawsBytes(count: Int) {
        let first = Randomness.bytes(count)
        #expect(first.count == count)
        if count > 8 { #expect(first != Randomness.bytes(count)) }
    }

    @Test("the process knows its memory, and clocks go forward")
    func knowsItself() {
        #expect(SystemProcess.residentBytes > 1 << 20)
        let before = SystemTime.monotonicMicroseconds()
        #expect(SystemTime.monotonicMicroseconds() >= before)
        #expect(SystemTime.wallMicroseconds() > 1_700_000_000_000_000)
    }
}
