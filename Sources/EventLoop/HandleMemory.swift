// The memory that libuv sees of one handle: it stays in its place until libuv lets go of it.

import CLibUV

/// A libuv handle of type `Raw`, and the object that owns it on this side.
///
/// libuv keeps pointers to a handle until its close callback, so the memory is allocated apart from the owner, and the
/// owner is retained from ``adopt(_:)`` to that callback: an open handle needs nobody else to hold it.
@safe
struct HandleMemory<Raw> {
    let pointer: UnsafeMutablePointer<Raw>

    init() {
        unsafe pointer = UnsafeMutablePointer<Raw>.allocate(capacity: 1)
    }

    /// The handle as functions that take any kind want it.
    var handle: UnsafeMutablePointer<uv_handle_t> {
        unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: uv_handle_t.self)
    }

    /// The handle as functions that take any stream want it; only for handles that are streams.
    var stream: UnsafeMutablePointer<uv_stream_t> {
        unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: uv_stream_t.self)
    }

    /// Frees a handle that libuv refused to initialise.
    func free() {
        unsafe pointer.deallocate()
    }

    /// Retains the owner until the handle is closed; callbacks find it with ``owner(of:as:)``.
    func adopt(_ owner: AnyObject) {
        unsafe handle.pointee.data = Unmanaged.passRetained(owner).toOpaque()
    }

    /// Closes the handle. No callback follows; then the owner is released and the memory freed.
    func close() {
        unsafe uv_close(handle) { handle in
            guard let handle = unsafe handle else { return }
            releaseOwner(of: unsafe handle)
            unsafe handle.deallocate()
        }
    }
}

/// Gives back what ``HandleMemory/adopt(_:)`` retained.
@safe
func releaseOwner(of handle: UnsafeMutablePointer<uv_handle_t>) {
    guard let data = unsafe handle.pointee.data else { return }
    unsafe handle.pointee.data = nil
    unsafe Unmanaged<AnyObject>.fromOpaque(data).release()
}

/// The object that adopted a handle.
@safe
func owner<Owner: AnyObject>(of data: UnsafeMutableRawPointer?, as type: Owner.Type) -> Owner? {
    unsafe data.map { unsafe Unmanaged<Owner>.fromOpaque($0).takeUnretainedValue() }
}
