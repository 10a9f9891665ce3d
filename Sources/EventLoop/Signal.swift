// Signals of the operating system as callbacks on the loop.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// Calls back on every signal with one number. Does not keep the loop running.
public final class Signal {
    /// SIGTERM.
    public static let terminate = SIGTERM
    /// SIGINT.
    public static let interrupt = SIGINT

    private let loop: Loop
    private let memory = HandleMemory(UV_SIGNAL)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Starts watching for the signal `number`.
    public init(loop: Loop, number: Int32, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_signal_init(loop.pointer, memory.signal)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "watch signal \(number)")
        }
        self.action = action
        memory.adopt(self)
        Self.unblock(number)
        unsafe uv_unref(memory.handle)
        let started = unsafe uv_signal_start(
            memory.signal,
            { handle, _ in unsafe owner(of: handle?.pointee.data, as: Signal.self)?.action?() },
            number
        )
        guard started == 0 else {
            close()
            throw LoopError(code: started, operation: "watch signal \(number)")
        }
    }

    /// Unblocks the signal on this thread: a process inherits the signal mask of its parent, and thread pools often
    /// block everything.
    private static func unblock(_ number: Int32) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Stops watching and restores the previous action of the signal. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
