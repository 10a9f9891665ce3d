// A timer: one callback after a while, once or again and again.

import CLibUV

/// A timer of a loop. It stays until it is closed, armed or not; only an armed one keeps the loop running.
public final class Timer {
    private let loop: Loop
    private let memory = HandleMemory(UV_TIMER)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Makes a timer that is not armed yet.
    public init(loop: Loop, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_timer_init(loop.pointer, memory.timer)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "make a timer")
        }
        self.action = action
        memory.adopt(self)
    }

    /// Whether the callback is still to come.
    public var isArmed: Bool { unsafe !isClosed && uv_is_active(memory.handle) != 0 }

    /// Arms the timer, in place of what it was armed for.
    ///
    /// - Parameters:
    ///   - delay: milliseconds from now; below 0 counts as 0. A timer callback that arms for 0 gets 1, because libuv
    ///     runs timers that are due until there is none.
    ///   - interval: milliseconds between further calls; 0 for a single one.
    public func start(afterMilliseconds delay: Int, repeatingMilliseconds interval: Int = 0) {
        guard !isClosed else { return }
        // The loop's time stands still within a turn: without this, a long turn would make the timer early.
        unsafe uv_update_time(loop.pointer)
        let least = loop.isFiringTimer ? 1 : 0
        unsafe uv_timer_start(
            memory.timer,
            { handle in
                guard let timer = unsafe owner(of: handle?.pointee.data, as: Timer.self) else { return }
                timer.loop.isFiringTimer = true
                timer.action?()
                timer.loop.isFiringTimer = false
            },
            UInt64(max(delay, least)),
            UInt64(max(interval, 0))
        )
    }

    /// Disarms the timer.
    public func stop() {
        guard !isClosed else { return }
        unsafe uv_timer_stop(memory.timer)
    }

    /// Ends the timer; closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
