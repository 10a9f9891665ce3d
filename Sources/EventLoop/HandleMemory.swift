// The memory of one libuv handle. It stays in place until libuv has closed the handle.

import CLibUV

/// A libuv handle and the Swift object that owns it.
///
/// libuv keeps pointers to a handle until its close callback. So the memory is allocated apart from the owner, and the
/// owner is retained from ``adopt(_:)`` until that callback: an open handle needs no other reference.
@safe
struct HandleMemory {
    private let memory: UnsafeMutableRawPointer

    /// Allocates memory for a handle, which libuv has yet to initialise.
    init(_ kind: uv_handle_type) {
        let size = uv_handle_size(kind)
        unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    /// The handle, for functions that take any kind of handle.
    var handle: UnsafeMutablePointer<uv_handle_t> { unsafe memory.assumingMemoryBound(to: uv_handle_t.self) }
    /// The handle, for functions that take any kind of stream.
    var stream: UnsafeMutablePointer<uv_stream_t> { unsafe memory.assumingMemoryBound(to: uv_stream_t.self) }
    /// The handle as a TCP socket.
    var tcp: UnsafeMutablePointer<uv_tcp_t> { unsafe memory.assumingMemoryBound(to: uv_tcp_t.self) }
    /// The handle as a UDP socket.
    var udp: UnsafeMutablePointer<uv_udp_t> { unsafe memory.assumingMemoryBound(to: uv_udp_t.self) }
    /// The handle as a timer.
    var timer: UnsafeMutablePointer<uv_timer_t> { unsafe memory.assumingMemoryBound(to: uv_timer_t.self) }
    /// The handle as a prepare hook.
    var prepare: UnsafeMutablePointer<uv_prepare_t> { unsafe memory.assumingMemoryBound(to: uv_prepare_t.self) }
    /// The handle as an idle callback.
    var idle: UnsafeMutablePointer<uv_idle_t> { unsafe memory.assumingMemoryBound(to: uv_idle_t.self) }
    /// The handle as a signal watcher.
    var signal: UnsafeMutablePointer<uv_signal_t> { unsafe memory.assumingMemoryBound(to: uv_signal_t.self) }

    /// Frees the memory of a handle that libuv refused to initialise or has closed.
    func free() {
        unsafe memory.deallocate()
    }

    /// Retains the owner until the handle is closed. Callbacks find it with ``owner(of:as:)``.
    func adopt(_ owner: AnyObject) {
        unsafe handle.pointee.data = Unmanaged.passRetained(owner).toOpaque()
    }

    /// Closes the handle. No further callback comes; later the owner is released and the memory freed.
    func close() {
        unsafe uv_close(handle, release)
    }

    /// Closes a TCP socket so that the peer sees a reset. Returns false if that fails; then the handle is still open.
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

/// The owner of the handle with this `data`.
func owner<Owner: AnyObject>(of data: UnsafeMutableRawPointer?, as type: Owner.Type) -> Owner? {
    unsafe data.map { unsafe Unmanaged<Owner>.fromOpaque($0).takeUnretainedValue() }
}
