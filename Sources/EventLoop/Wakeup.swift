// The one door that other threads may knock at.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// Lets other threads call back into the loop. It does not keep the loop running.
///
/// `uv_async_send` may not be called once its loop is gone, and no thread but the loop's own can know that. So this is
/// an eventfd(2) that libuv polls: its sender owns the descriptor, and sending is safe for ever.
public final class Wakeup {
    /// The end that other threads hold. Calls that come close together become one.
    public final class Sender: Sendable {
        fileprivate let descriptor: Int32

        fileprivate init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            Glibc.close(descriptor)
        }

        /// Asks for a call on the loop's thread; safe from any thread, at any time.
        public func send() {
            // Fails only when the counter is full: then the loop has been asked often enough.
            eventfd_write(descriptor, 1)
        }
    }

    /// The end for other threads.
    public let sender: Sender
    private let loop: Loop
    private let memory = HandleMemory(UV_POLL)
    private var action: (() -> Void)?
    private var isClosed = false

    /// Makes the door; `action` runs on the loop's thread after somebody has knocked.
    public init(loop: Loop, _ action: @escaping () -> Void) throws(LoopError) {
        self.loop = loop
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        let code = descriptor < 0 ? -errno : 0
        sender = Sender(descriptor: descriptor)
        let result = unsafe code < 0 ? code : uv_poll_init(loop.pointer, memory.poll, descriptor)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "make a wake-up")
        }
        self.action = action
        memory.adopt(self)
        unsafe uv_unref(memory.handle)
        unsafe uv_poll_start(memory.poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let wakeup = unsafe owner(of: handle?.pointee.data, as: Wakeup.self) else { return }
            var count: eventfd_t = 0
            unsafe eventfd_read(wakeup.sender.descriptor, &count)
            wakeup.action?()
        }
    }

    /// Ends it; what other threads send from now on is lost. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        action = nil
        memory.close()
    }
}
