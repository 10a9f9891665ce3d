// A TCP connection. Bytes arrive by callback; written bytes leave at once or wait in a queue visible to the owner.

import CLibUV

/// A TCP connection of a loop, accepted by a ``Listener`` or opened by a ``Connector``.
///
/// The delegate is never called from within a call to the stream, so callers are not re-entered.
public final class Stream {
    let loop: Loop
    private let memory = HandleMemory(UV_TCP)
    private var delegate: (any StreamDelegate)?
    /// Whether ``close()`` was called. Then nothing more happens on the stream.
    public private(set) var isClosed = false
    /// Whether the stream reads.
    public private(set) var isReading = false

    init(loop: Loop) throws(LoopError) {
        self.loop = loop
        let result = unsafe uv_tcp_init(loop.pointer, memory.tcp)
        guard result == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: result, operation: "create a socket")
        }
        memory.adopt(self)
    }

    /// Sets who is told about the stream from now on.
    public func setDelegate(_ delegate: any StreamDelegate) {
        guard !isClosed else { return }
        self.delegate = delegate
    }

    // MARK: - Reading

    /// Starts reading.
    public func startReading() {
        guard !isClosed, !isReading else { return }
        let result = unsafe uv_read_start(
            memory.stream,
            { handle, _, buffer in
                guard let loop = unsafe Loop.of(handle?.pointee.loop) else { return }
                unsafe buffer?.pointee = uv_buf_init(
                    UnsafeMutableRawPointer(loop.slab).assumingMemoryBound(to: CChar.self),
                    UInt32(Loop.slabSize)
                )
            },
            { handle, count, _ in
                guard let stream = unsafe owner(of: handle?.pointee.data, as: Stream.self) else { return }
                stream.received(count)
            }
        )
        // Fails only for a stream that has already ended: then there is nothing to read.
        isReading = result == 0
    }

    /// Stops reading. Bytes wait in the system, then at the peer.
    public func stopReading() {
        guard !isClosed, isReading else { return }
        isReading = false
        unsafe uv_read_stop(memory.stream)
    }

    private func received(_ count: Int) {
        if count > 0 {
            delegate?.stream(self, received: unsafe UnsafeBufferPointer(start: loop.slab, count: count).span)
        } else if count == Int(UV_EOF.rawValue) {
            isReading = false
            delegate?.streamEnded(self)
        } else if count < 0 {
            stopReading()
            delegate?.stream(self, failed: LoopError(code: Int32(count), operation: "read from a connection"))
        }
    }

    // MARK: - Writing

    /// The number of bytes that wait to be passed to the system.
    public var queuedBytes: Int { unsafe isClosed ? 0 : uv_stream_get_write_queue_size(memory.stream) }

    /// Writes all of `bytes`. What the system accepts leaves at once; the rest is copied and queued. The delegate
    /// learns of a broken connection later.
    public func write(_ bytes: [UInt8]) {
        write(bytes.span)
    }

    /// Writes all of `bytes`; see ``write(_:)-([UInt8])``.
    public func write(_ bytes: Span<UInt8>) {
        guard !isClosed, !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBytes { bytes in
            var sent = 0
            if queuedBytes == 0 {
                var buffer = unsafe Self.buffer(bytes)
                sent = Int(max(0, unsafe uv_try_write(memory.stream, &buffer, 1)))
            }
            guard sent < bytes.count else { return }
            unsafe queue(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        }
    }

    /// Writes the beginning of `bytes`; see ``write(_:queueing:)-(Span<UInt8>,_)``.
    public func write(_ bytes: [UInt8], queueing reserve: Int) -> Int {
        write(bytes.span, queueing: reserve)
    }

    /// Writes the beginning of `bytes`, as long as nothing is queued: what the system accepts leaves at once, and of the
    /// rest at most `reserve` bytes are copied and queued, so that ``StreamDelegate/streamDrained(_:)`` tells when to go
    /// on.
    ///
    /// - Returns: how many bytes were taken.
    public func write(_ bytes: Span<UInt8>, queueing reserve: Int) -> Int {
        guard !isClosed, !bytes.isEmpty, queuedBytes == 0 else { return 0 }
        return unsafe bytes.withUnsafeBytes { bytes in
            var buffer = unsafe Self.buffer(bytes)
            let sent = Int(max(0, unsafe uv_try_write(memory.stream, &buffer, 1)))
            guard sent < bytes.count else { return sent }
            let end = min(bytes.count, sent + reserve)
            unsafe queue(UnsafeRawBufferPointer(rebasing: bytes[sent..<end]))
            return end
        }
    }

    /// Ends our side of the connection once the queue is empty. The peer can still send.
    public func shutDown() {
        guard !isClosed else { return }
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let result = unsafe uv_shutdown(request, memory.stream) { request, _ in unsafe request?.deallocate() }
        // If the peer is already gone, reading reports it.
        if result < 0 { unsafe request.deallocate() }
    }

    /// One block of memory with the write request and, behind it, the bytes to send.
    private func queue(_ bytes: UnsafeRawBufferPointer) {
        let size = unsafe MemoryLayout<uv_write_t>.stride
        let block = unsafe UnsafeMutableRawPointer.allocate(
            byteCount: size + bytes.count,
            alignment: MemoryLayout<uv_write_t>.alignment
        )
        let copy = unsafe UnsafeMutableRawBufferPointer(start: block + size, count: bytes.count)
        unsafe copy.copyMemory(from: bytes)
        let request = unsafe block.assumingMemoryBound(to: uv_write_t.self)
        var buffer = unsafe Self.buffer(UnsafeRawBufferPointer(copy))
        let result = unsafe uv_write(request, memory.stream, &buffer, 1) { request, status in
            guard let request = unsafe request, let handle = unsafe request.pointee.handle else { return }
            let stream = unsafe owner(of: handle.pointee.data, as: Stream.self)
            unsafe UnsafeMutableRawPointer(request).deallocate()
            stream?.wrote(status)
        }
        // libuv refuses only streams without a socket, and no caller has one.
        if result < 0 { unsafe block.deallocate() }
    }

    private func wrote(_ status: Int32) {
        guard !isClosed else { return }
        if status < 0 {
            delegate?.stream(self, failed: LoopError(code: status, operation: "write to a connection"))
        } else if queuedBytes == 0 {
            delegate?.streamDrained(self)
        }
    }

    private static func buffer(_ bytes: UnsafeRawBufferPointer) -> uv_buf_t {
        unsafe uv_buf_init(
            UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
            UInt32(bytes.count)
        )
    }

    // MARK: - Ends

    /// The address of the peer; nil if the connection is gone.
    public var peerAddress: SocketAddress? {
        guard !isClosed else { return nil }
        return unsafe SocketAddress { unsafe uv_tcp_getpeername(memory.tcp, $0, $1) }
    }

    /// The number of its descriptor; nil if the connection is gone.
    var descriptor: Int32? {
        var descriptor: Int32 = -1
        guard !isClosed, unsafe uv_fileno(memory.handle, &descriptor) == 0 else { return nil }
        return descriptor
    }

    /// Our own address; nil if the connection is gone.
    public var localAddress: SocketAddress? {
        guard !isClosed else { return nil }
        return unsafe SocketAddress { unsafe uv_tcp_getsockname(memory.tcp, $0, $1) }
    }

    /// Ends the connection and drops the queue. The delegate is not called any more. Closing twice is fine.
    public func close() {
        guard end() else { return }
        memory.close()
    }

    /// Ends the connection so that the peer sees a reset.
    public func reset() {
        guard end() else { return }
        if !memory.closeWithReset() { memory.close() }
    }

    /// Marks the stream as closed; false if it already was.
    private func end() -> Bool {
        guard !isClosed else { return false }
        isClosed = true
        isReading = false
        delegate = nil
        return true
    }

    /// Accepts the next connection of a listener.
    func accept(from listener: UnsafeMutablePointer<uv_stream_t>) -> Bool {
        guard unsafe uv_accept(listener, memory.stream) == 0 else { return false }
        sendsAtOnce()
        return true
    }

    /// Starts connecting. The callback finds this stream with ``owner(of:as:)`` in the request's handle.
    func connect(
        to address: SocketAddress,
        request: UnsafeMutablePointer<uv_connect_t>,
        callback: uv_connect_cb
    ) -> Int32 {
        let result = unsafe address.withSockaddr { unsafe uv_tcp_connect(request, memory.tcp, $0, callback) }
        if result == 0 { sendsAtOnce() }
        return result
    }

    /// Sends small responses without waiting for the peer's acknowledgements (TCP_NODELAY).
    private func sendsAtOnce() {
        unsafe uv_tcp_nodelay(memory.tcp, 1)
    }
}
