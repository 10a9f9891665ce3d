// A timer: one callback after a delay, or many at an interval.

import CLibUV

/// A timer of a loop. It exists until it is closed; only while armed does it keep the loop running.
public final class Timer {
    private let loop: Loop
    private let memory = HandleMemory(UV_TIMER)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Creates a timer, not armed yet.
    public init(loop: Loop, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_timer_init(loop.pointer, memory.timer)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "create a timer")
        }
        self.action = action
        memory.adopt(self)
    }

    /// Whether a callback is still due.
    public var isArmed: Bool { unsafe !isClosed && uv_is_active(memory.handle) != 0 }

    /// Arms the timer, replacing an earlier arming.
    ///
    /// - Parameters:
    ///   - delay: milliseconds from now; negative counts as 0. In a timer callback 0 becomes 1, because libuv runs due
    ///     timers until none is left.
    ///   - interval: milliseconds between further calls; 0 for a single call.
    public func start(afterMilliseconds delay: Int, repeatingMilliseconds interval: Int = 0) {
        guard !isClosed else { return }
        // The loop's time stands still within a turn. Without this, a timer armed late in a long turn would fire early.
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

    /// Ends the timer. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
