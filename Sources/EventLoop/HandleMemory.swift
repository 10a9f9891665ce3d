// The memory that libuv sees of one handle: it stays in its place until libuv lets go of it.

import CLibUV

/// A libuv handle, and the object that owns it on this side.
///
/// libuv keeps pointers to a handle until its close callback, so the memory is allocated apart from the owner, and the
/// owner is retained from ``adopt(_:)`` to that callback: an open handle needs nobody else to hold it.
@safe
struct HandleMemory {
    private let memory: UnsafeMutableRawPointer

    /// Memory for a handle of the given kind, not initialised yet.
    init(_ kind: uv_handle_type) {
        let size = uv_handle_size(kind)
        unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    /// The handle as functions that take any kind want it.
    var handle: UnsafeMutablePointer<uv_handle_t> { unsafe memory.assumingMemoryBound(to: uv_handle_t.self) }
    /// The handle as functions that take any stream want it.
    var stream: UnsafeMutablePointer<uv_stream_t> { unsafe memory.assumingMemoryBound(to: uv_stream_t.self) }
    /// The handle as a TCP socket.
    var tcp: UnsafeMutablePointer<uv_tcp_t> { unsafe memory.assumingMemoryBound(to: uv_tcp_t.self) }
    /// The handle as a timer.
    var timer: UnsafeMutablePointer<uv_timer_t> { unsafe memory.assumingMemoryBound(to: uv_timer_t.self) }
    /// The handle as a prepare hook.
    var prepare: UnsafeMutablePointer<uv_prepare_t> { unsafe memory.assumingMemoryBound(to: uv_prepare_t.self) }
    /// The handle as an idle callback.
    var idle: UnsafeMutablePointer<uv_idle_t> { unsafe memory.assumingMemoryBound(to: uv_idle_t.self) }
    /// The handle as a watch of a signal.
    var signal: UnsafeMutablePointer<uv_signal_t> { unsafe memory.assumingMemoryBound(to: uv_signal_t.self) }

    /// Frees a handle that libuv refused to initialise, or has closed.
    func free() {
        unsafe memory.deallocate()
    }

    /// Retains the owner until the handle is closed; callbacks find it with ``owner(of:as:)``.
    func adopt(_ owner: AnyObject) {
        unsafe handle.pointee.data = Unmanaged.passRetained(owner).toOpaque()
    }

    /// Closes the handle. No callback follows; then the owner is released and the memory freed.
    func close() {
        unsafe uv_close(handle, release)
    }

    /// Closes a TCP socket so that the peer sees a reset; false when that is not possible, and the handle still open.
    func closeWithReset() -> Bool {
        unsafe uv_tcp_close_reset(tcp, release) == 0
    }
}

private func release(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    guard let handle = unsafe handle else { return }
    let data = unsafe handle.pointee.data
    unsafe UnsafeMutableRawPointer(handle).deallocate()
    guard let data = unsafe data else { return }
    unsafe Unmanaged<AnyObject>.fromOpaque(data).release()
}

/// The object that adopted the handle whose `data` this is.
func owner<Owner: AnyObject>(of data: UnsafeMutableRawPointer?, as type: Owner.Type) -> Owner? {
    unsafe data.map { unsafe Unmanaged<Owner>.fromOpaque($0).takeUnretainedValue() }
}
