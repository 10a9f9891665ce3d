// A callback in the next turn, for work that must not be done right away.

import CLibUV

/// Runs a callback once, in the turn after it was armed. Armed in ``Loop/onPrepare``, it keeps that turn from sleeping.
public final class Idle {
    private let loop: Loop
    private let memory = HandleMemory(UV_IDLE)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Creates a callback, not armed yet.
    public init(loop: Loop, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_idle_init(loop.pointer, memory.idle)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "create an idle callback")
        }
        self.action = action
        memory.adopt(self)
    }

    /// Requests the callback in the next turn. Arming twice causes one call.
    public func arm() {
        guard !isClosed else { return }
        unsafe uv_idle_start(memory.idle) { handle in
            guard let handle = unsafe handle else { return }
            unsafe uv_idle_stop(handle)
            unsafe owner(of: handle.pointee.data, as: Idle.self)?.action?()
        }
    }

    /// Ends it. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
