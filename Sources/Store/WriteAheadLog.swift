// How long the write-ahead log of a database has become.

import CSQLite

/// Counts the pages in a write-ahead log. SQLite reports them after every commit, in place of its own checkpoints, which
/// would come in the middle of the work.
@safe final class WriteAheadLog {
    /// From here on an idle moment is used for a checkpoint: 1 MiB of pages of 1 KiB.
    static let worthwhile: Int32 = 1024
    /// From here on there is no more waiting for an idle moment: moving 16 MiB holds the loop for some 50 ms.
    static let overdue: Int32 = 16_384

    private let counter: UnsafeMutablePointer<Int32>

    init() {
        unsafe counter = .allocate(capacity: 1)
        unsafe counter.initialize(to: 0)
    }

    deinit {
        unsafe counter.deallocate()
    }

    var pages: Int32 {
        get { unsafe counter.pointee }
        set { unsafe counter.pointee = newValue }
    }

    var isWorthwhile: Bool { pages >= Self.worthwhile }
    var isOverdue: Bool { pages >= Self.overdue }

    /// Has SQLite report the pages of `connection`; the counter must outlive it.
    func watch(_ connection: OpaquePointer) {
        unsafe sqlite3_wal_hook(
            connection,
            { context, _, _, pages in
                unsafe context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, counter)
    }
}
