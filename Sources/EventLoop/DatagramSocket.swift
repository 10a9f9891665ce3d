// A UDP socket: each datagram arrives by callback and can be answered.

import CLibUV

/// A UDP socket of a loop. Does not keep the loop running.
public final class DatagramSocket {
    /// Gets a datagram, which is valid only during the call, and returns the answer to its sender; nil for none.
    public typealias Answer = (Span<UInt8>) -> [UInt8]?

    private let loop: Loop
    private let memory = HandleMemory(UV_UDP)
    private var answer: Answer?
    private var isClosed = false

    /// Takes over a bound socket, for example one of another network namespace, and receives.
    ///
    /// - Parameter descriptor: the socket, which is closed with the object.
    public init(loop: Loop, adopting descriptor: Int32, _ answer: @escaping Answer) throws(LoopError) {
        self.loop = loop
        let made = unsafe uv_udp_init(loop.pointer, memory.udp)
        guard made == 0 else {
            memory.free()
            isClosed = true
            throw LoopError(code: made, operation: "create a datagram socket")
        }
        self.answer = answer
        memory.adopt(self)
        do throws(LoopError) {
            try LoopError.check(unsafe uv_udp_open(memory.udp, descriptor), "take over a datagram socket")
            try LoopError.check(start(), "receive datagrams")
        } catch {
            close()
            throw error
        }
        unsafe uv_unref(memory.handle)
    }

    /// Stops receiving. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        answer = nil
        memory.close()
    }

    private func start() -> Int32 {
        unsafe uv_udp_recv_start(
            memory.udp,
            { handle, _, buffer in
                guard let loop = unsafe Loop.of(handle?.pointee.loop) else { return }
                unsafe buffer?.pointee = uv_buf_init(
                    UnsafeMutableRawPointer(loop.slab).assumingMemoryBound(to: CChar.self), UInt32(Loop.slabSize))
            },
            { handle, count, _, sender, _ in
                guard count > 0, let sender = unsafe sender,
                    let socket = unsafe owner(of: handle?.pointee.data, as: DatagramSocket.self)
                else { return }
                unsafe socket.received(count, from: sender)
            })
    }

    private func received(_ count: Int, from sender: UnsafePointer<sockaddr>) {
        let datagram = unsafe UnsafeBufferPointer(start: loop.slab, count: count).span
        guard var bytes = answer?(datagram) else { return }
        unsafe bytes.withUnsafeMutableBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var buffer = unsafe uv_buf_init(start, UInt32(bytes.count))
            // A sender whose answer is lost asks again.
            _ = unsafe uv_udp_try_send(memory.udp, &buffer, 1, sender)
        }
    }
}
