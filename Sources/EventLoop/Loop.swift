// The event loop: runs, stops, and calls its host just before it sleeps.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// A libuv loop, confined to the thread that created it.
///
/// One turn: timers, idle callbacks, ``onPrepare``, waiting for sockets and their callbacks, closed handles. A handle
/// keeps its loop alive until it is closed.
@safe
public final class Loop {
    /// The most bytes of one read. One slab serves all streams, because bytes are passed on at once.
    static let slabSize = 64 << 10

    let pointer: UnsafeMutablePointer<uv_loop_t>
    let slab: UnsafeMutablePointer<UInt8>
    private let prepare = HandleMemory(UV_PREPARE)
    private var isRunning = false
    private var isClosed = false
    /// Whether a timer callback is running; see ``Timer/start(afterMilliseconds:repeatingMilliseconds:)``.
    var isFiringTimer = false

    /// Called in every turn just before the loop sleeps: the place to commit the work of the turn.
    public var onPrepare: (() -> Void)?

    /// Creates a loop. From then on the whole process ignores SIGPIPE: libuv writes without MSG_NOSIGNAL, and a
    /// vanished peer must cause an error, not end the process. It ignores SIGXFSZ, too, so that a file that may not grow
    /// is an error like a full disk.
    public init() throws(LoopError) {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        unsafe pointer = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
        unsafe slab = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.slabSize)
        let result = unsafe uv_loop_init(pointer)
        guard result == 0 else {
            unsafe pointer.deallocate()
            unsafe slab.deallocate()
            prepare.free()
            isClosed = true
            throw LoopError(code: result, operation: "create an event loop")
        }
        unsafe pointer.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        startPrepareHook()
    }

    deinit {
        close()
    }

    /// The loop's time in milliseconds, read once a turn. It never decreases; its start is arbitrary.
    public var now: Int { Int(unsafe uv_now(pointer)) }

    /// Runs until there is nothing left to wait for, or until ``stop()``.
    public func run() {
        turn(UV_RUN_DEFAULT)
    }

    /// Runs one turn.
    ///
    /// - Parameter waiting: whether to sleep until something happens.
    public func runOnce(waiting: Bool) {
        turn(waiting ? UV_RUN_ONCE : UV_RUN_NOWAIT)
    }

    /// Makes ``run()`` return at the end of this turn.
    public func stop() {
        unsafe uv_stop(pointer)
    }

    /// The number of handles that were opened and not closed; 0 if everything was cleaned up.
    public var openHandles: Int {
        var count = 0
        unsafe withUnsafeMutablePointer(to: &count) { count in
            unsafe uv_walk(
                pointer,
                { handle, argument in
                    guard let handle = unsafe handle, unsafe handle.pointee.data != nil else { return }
                    guard unsafe uv_is_closing(handle) == 0 else { return }
                    unsafe argument?.assumingMemoryBound(to: Int.self).pointee += 1
                },
                count
            )
        }
        return count
    }

    /// Ends the loop: waits for work on the pool, then frees everything. Traps if a handle is still open, because its
    /// owner has forgotten to close it. Closing twice is fine, and a loop without references closes itself.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        precondition(!isRunning, "A loop cannot be closed by one of its own callbacks.")
        precondition(openHandles == 0, "Close every stream, listener, timer and signal before its loop.")
        onPrepare = nil
        unsafe uv_close(prepare.handle, nil)
        turn(UV_RUN_DEFAULT)
        let result = unsafe uv_loop_close(pointer)
        precondition(result == 0, "libuv still waits for something, although every handle and request should be done.")
        prepare.free()
        unsafe pointer.deallocate()
        unsafe slab.deallocate()
    }

    /// The loop behind libuv's pointer.
    static func of(_ pointer: UnsafeMutablePointer<uv_loop_t>?) -> Loop? {
        unsafe owner(of: pointer?.pointee.data, as: Loop.self)
    }

    private func turn(_ mode: uv_run_mode) {
        precondition(!isRunning, "The loop is already running. A callback must return instead of running it again.")
        isRunning = true
        unsafe uv_run(pointer, mode)
        isRunning = false
    }

    /// Starts the hook that calls ``onPrepare``; it does not keep the loop running by itself.
    private func startPrepareHook() {
        unsafe uv_prepare_init(pointer, prepare.prepare)
        unsafe prepare.handle.pointee.data = nil
        unsafe uv_prepare_start(prepare.prepare) { handle in
            unsafe Loop.of(handle?.pointee.loop)?.onPrepare?()
        }
        unsafe uv_unref(prepare.handle)
    }
}
