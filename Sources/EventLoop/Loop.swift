// The loop itself: it runs, it can be stopped, and it calls the host just before it sleeps.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// A libuv loop, confined to the thread that made it.
///
/// One turn: timers, idle callbacks, ``onPrepare``, waiting for sockets and their callbacks, handles that were closed.
/// Handles hold their loop until they are closed, so a loop never goes away under one.
@safe
public final class Loop {
    /// Bytes that one read can give; one slab serves all streams, because what is read is handed on at once.
    static let slabSize = 64 << 10

    let pointer: UnsafeMutablePointer<uv_loop_t>
    let slab: UnsafeMutablePointer<UInt8>
    private let prepare = HandleMemory(UV_PREPARE)
    private var isRunning = false
    private var isClosed = false
    /// Whether a timer's callback runs; see ``Timer/start(afterMilliseconds:repeatingMilliseconds:)``.
    var isFiringTimer = false

    /// Called in every turn just before the loop sleeps: the place to commit what the turn has done.
    public var onPrepare: (() -> Void)?

    /// Makes a loop. SIGPIPE is ignored from here on in the whole process: libuv writes without MSG_NOSIGNAL, and a
    /// peer that is gone must be an error, not the end.
    public init() throws(LoopError) {
        signal(SIGPIPE, SIG_IGN)
        unsafe pointer = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
        unsafe slab = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.slabSize)
        let result = unsafe uv_loop_init(pointer)
        guard result == 0 else {
            unsafe pointer.deallocate()
            unsafe slab.deallocate()
            prepare.free()
            isClosed = true
            throw LoopError(code: result, operation: "make an event loop")
        }
        unsafe pointer.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        startPrepareHook()
    }

    deinit {
        close()
    }

    /// The loop's time in milliseconds: read once a turn, grows only, means nothing by itself.
    public var now: Int { Int(unsafe uv_now(pointer)) }

    /// Runs until nothing is left to wait for, or until ``stop()``.
    public func run() {
        turn(UV_RUN_DEFAULT)
    }

    /// Runs one turn.
    ///
    /// - Parameter waiting: whether to sleep until something happens.
    public func runOnce(waiting: Bool) {
        turn(waiting ? UV_RUN_ONCE : UV_RUN_NOWAIT)
    }

    /// Lets ``run()`` return at the end of this turn.
    public func stop() {
        unsafe uv_stop(pointer)
    }

    /// Handles that somebody opened and has not closed: 0 when everything was cleaned up.
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

    /// Ends the loop: waits for work on the pool, then frees everything. Traps while a handle is open, because that
    /// handle's owner has forgotten it. Closing twice is fine; the last holder of a loop need not close it.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        precondition(!isRunning, "A loop cannot be closed from one of its own callbacks.")
        precondition(openHandles == 0, "Close every stream, listener, timer and signal before its loop.")
        onPrepare = nil
        unsafe uv_close(prepare.handle, nil)
        turn(UV_RUN_DEFAULT)
        let result = unsafe uv_loop_close(pointer)
        precondition(result == 0, "libuv still waits for something; every handle and request should be done by now.")
        prepare.free()
        unsafe pointer.deallocate()
        unsafe slab.deallocate()
    }

    /// The loop behind libuv's pointer.
    static func of(_ pointer: UnsafeMutablePointer<uv_loop_t>?) -> Loop? {
        unsafe owner(of: pointer?.pointee.data, as: Loop.self)
    }

    private func turn(_ mode: uv_run_mode) {
        precondition(!isRunning, "The loop runs already: callbacks return instead of running it again.")
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
