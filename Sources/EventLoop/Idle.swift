// A callback in the next turn: for work that must not happen where it was found.

import CLibUV

/// Runs a callback once in the turn after it was armed. Armed in ``Loop/onPrepare``, it also
/// keeps the present turn from sleeping.
public final class Idle {
    private let loop: Loop
    private let memory = HandleMemory(UV_IDLE)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Makes a callback that is not armed yet.
    public init(loop: Loop, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_idle_init(loop.pointer, memory.idle)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "make an idle callback")
        }
        self.action = action
        memory.adopt(self)
    }

    /// Asks for the callback in the next turn. Arming twice gives one call.
    public func arm() {
        guard !isClosed else { return }
        unsafe uv_idle_start(memory.idle) { handle in
            guard let handle = unsafe handle else { return }
            unsafe uv_idle_stop(handle)
            unsafe owner(of: handle.pointee.data, as: Idle.self)?.action?()
        }
    }

    /// Ends it; closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
