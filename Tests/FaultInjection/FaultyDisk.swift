// A disk under SQLite that fails when a test wants it to.

import CSQLite
import Crypto
import System

/// What happens to the operations that SQLite asks of the files in one folder. Used by the thread of one test.
///
/// Operations are counted from 1: opening, writing, truncating, syncing and removing a file.
public final class FaultyDisk: @unchecked Sendable {
    /// What goes wrong.
    public enum Fault: Sendable {
        /// One operation fails with a result code of SQLite; the next ones succeed.
        case once(Int32)
        /// An operation and all after it fail with a result code of SQLite.
        case lasting(Int32)
        /// The power goes: nothing that follows reaches the disk. Of a torn write the first half does.
        case powerCut(isTorn: Bool)
    }

    /// What becomes of one operation.
    enum Verdict {
        case proceed
        case fail(Int32)
        case tear(Int32)
    }

    /// How many operations there were.
    public private(set) var operations = 0
    /// Which of them were syncs: after one that fails nobody knows what is on the disk.
    public private(set) var syncs: [Int] = []
    /// How many of them failed.
    public private(set) var failures = 0
    /// Whether the power has gone.
    public private(set) var isOff = false
    let key: String
    private var plan: (fault: Fault, operation: Int)?
    private var unsynced: [String: UnsyncedFile] = [:]

    /// A disk that works, until ``plan(_:at:)`` says otherwise. It counts from now until ``detach()``.
    ///
    /// - Parameter folder: its name is unique.
    public init(under folder: String) {
        key = "/" + (folder.split(separator: "/").last.map(String.init) ?? folder) + "/"
        FaultyVFS.attach(self)
    }

    /// Ends the part that it plays: its folder is one like others again.
    public func detach() { FaultyVFS.detach(self) }

    /// Sets what goes wrong, and at which operation.
    public func plan(_ fault: Fault, at operation: Int) { plan = (fault, operation) }

    /// Leaves in the files what a power cut does: of every write since the last sync all, half or nothing, as the
    /// seed has it, whatever their order. Nobody may have the files open.
    public func loseUnsynced(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for (path, file) in unsynced.sorted(by: { $0.key < $1.key }) { try file.settle(at: path, by: &generator) }
        unsynced = [:]
    }

    // MARK: - What the files ask

    func next(isSync: Bool = false) -> Verdict {
        guard !isOff else { return .fail(SQLITE_IOERR) }
        operations += 1
        if isSync { syncs.append(operations) }
        guard let plan, operations >= plan.operation else { return .proceed }
        switch plan.fault {
        case .once(let code):
            guard operations == plan.operation else { return .proceed }
            failures += 1
            return .fail(code)
        case .lasting(let code):
            failures += 1
            return .fail(code)
        case .powerCut(let isTorn):
            isOff = true
            failures += 1
            return isTorn ? .tear(SQLITE_IOERR) : .fail(SQLITE_IOERR)
        }
    }

    func created(_ path: String) { unsynced[path, default: UnsyncedFile()].isNew = true }
    func changed(_ path: String, _ change: UnsyncedFile.Change) {
        unsynced[path, default: UnsyncedFile()].changes.append(change)
    }
    func settled(_ path: String) { unsynced[path] = nil }
}
