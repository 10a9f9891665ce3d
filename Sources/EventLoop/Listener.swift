// A listening TCP socket.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// Accepts TCP connections on one address.
///
/// A process without free descriptors cannot accept, and waiting connections would wake it again and again; libuv would
/// drop them. So the listener pauses while a few descriptors are still free, which files need: it closes its handle, keeps
/// the socket through a second descriptor, and tries again a little later. Meanwhile connections wait in the system.
public final class Listener {
    /// How many connections the system keeps until they are accepted.
    public static let backlog: Int32 = 1024
    private static let pauseMilliseconds = 100
    /// How many descriptors connections leave to files, at most; of few it is an eighth.
    private static let mostReserved = 256

    /// The port. The system chose it if 0 was requested.
    public let port: Int
    private let loop: Loop
    private let operation: String
    private var memory: HandleMemory?
    private var keeper: Int32 = -1
    private var retry: Timer?
    private var onConnection: ((Stream) -> Void)?
    private var isClosed = false

    /// The addresses of a host: of a name, every one that it has. Resolves names synchronously, so call this at start-up
    /// only.
    public static func addresses(of host: String, loop: Loop) throws(LoopError) -> [String] {
        var hosts: [String] = []
        for address in try Resolver.addresses(blocking: loop, host: host, port: 0)
        where !hosts.contains(address.host) { hosts.append(address.host) }
        return hosts
    }

    /// Starts listening. Resolves names synchronously, so call this at start-up only.
    ///
    /// - Parameters:
    ///   - host: an address, or a name whose first address is used; `::` accepts IPv4, too.
    ///   - port: 0 lets the system choose.
    ///   - onConnection: receives every connection and must keep or close it.
    /// - Throws: ``LoopError`` if the address is unknown, in use, or not one of this machine.
    public convenience init(
        loop: Loop, host: String, port: Int, onConnection: @escaping (Stream) -> Void
    ) throws(LoopError) {
        let operation = "listen on \(host) port \(port)"
        guard let address = try Resolver.addresses(blocking: loop, host: host, port: port).first else {
            throw LoopError(code: UV_EAI_NONAME.rawValue, operation: operation)
        }
        try self.init(loop: loop, operation: operation, port: port, onConnection: onConnection) { memory in
            unsafe address.withSockaddr { unsafe uv_tcp_bind(memory.tcp, $0, 0) }
        }
    }

    /// Takes over a socket that listens already, for example one of another network namespace.
    ///
    /// - Parameter descriptor: the socket, which the listener closes.
    public convenience init(
        loop: Loop, adopting descriptor: Int32, onConnection: @escaping (Stream) -> Void
    ) throws(LoopError) {
        try self.init(loop: loop, operation: "listen on a socket", port: 0, onConnection: onConnection) { memory in
            unsafe uv_tcp_open(memory.tcp, descriptor)
        }
    }

    /// - Parameters:
    ///   - port: the port, if the socket does not tell.
    ///   - prepare: gives the handle its socket, and returns libuv's result.
    private init(
        loop: Loop, operation: String, port: Int, onConnection: @escaping (Stream) -> Void,
        prepare: (HandleMemory) -> Int32
    ) throws(LoopError) {
        let memory = HandleMemory(UV_TCP)
        let made = unsafe uv_tcp_init(loop.pointer, memory.tcp)
        guard made == 0 else {
            memory.free()
            throw LoopError(code: made, operation: operation)
        }
        unsafe memory.handle.pointee.data = nil
        self.loop = loop
        self.operation = operation
        self.onConnection = onConnection
        do throws(LoopError) {
            try LoopError.check(prepare(memory), operation)
            try Self.listen(memory, operation)
            keeper = try Self.duplicate(memory, operation)
        } catch {
            memory.close()
            throw error
        }
        self.port = unsafe SocketAddress { unsafe uv_tcp_getsockname(memory.tcp, $0, $1) }?.port ?? port
        self.memory = memory
        memory.adopt(self)
    }

    /// Stops accepting. Accepted connections continue. Closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        onConnection = nil
        retry?.close()
        memory?.close()
        memory = nil
        Glibc.close(keeper)
    }

    private static func listen(_ memory: HandleMemory, _ operation: String) throws(LoopError) {
        let result = unsafe uv_listen(memory.stream, backlog) { handle, status in
            guard let listener = unsafe owner(of: handle?.pointee.data, as: Listener.self) else { return }
            if status == 0 { listener.accept() } else { listener.pause() }
        }
        try LoopError.check(result, operation)
    }

    private static func duplicate(_ memory: HandleMemory, _ operation: String) throws(LoopError) -> Int32 {
        var descriptor: Int32 = -1
        try LoopError.check(unsafe uv_fileno(memory.handle, &descriptor), operation)
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw LoopError(code: -errno, operation: operation) }
        return copy
    }

    private func accept() {
        guard let memory, let onConnection, let stream = try? Stream(loop: loop) else { return }
        guard unsafe stream.accept(from: memory.stream) else { return stream.close() }
        onConnection(stream)
        // The system gives out the lowest number that is free.
        if (stream.descriptor ?? 0) >= Self.highestDescriptor { pause() }
    }

    /// From which descriptor on no more connections are accepted.
    private static var highestDescriptor: Int32 {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        let count = Int32(clamping: limit.rlim_cur)
        return count - max(4, min(Int32(mostReserved), count / 8))
    }

    /// Accepts nothing for a while. libuv goes on by itself as long as it gets connections or errors; only closing the
    /// handle stops it.
    func pause() {
        memory?.close()
        memory = nil
        guard !isClosed else { return }
        if retry == nil { retry = try? Timer(loop: loop) { [unowned self] in resume() } }
        retry?.start(afterMilliseconds: Self.pauseMilliseconds)
    }

    private func resume() {
        let copy = fcntl(keeper, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return pause() }
        // The number that the next connection would get.
        let next = fcntl(keeper, F_DUPFD_CLOEXEC, 0)
        if next >= 0 { Glibc.close(next) }
        guard next >= 0, next < Self.highestDescriptor else {
            Glibc.close(copy)
            return pause()
        }
        let memory = HandleMemory(UV_TCP)
        let made = unsafe uv_tcp_init(loop.pointer, memory.tcp)
        guard made == 0 else {
            memory.free()
            Glibc.close(copy)
            return pause()
        }
        memory.adopt(self)
        self.memory = memory
        guard unsafe uv_tcp_open(memory.tcp, copy) == 0 else {
            Glibc.close(copy)
            return pause()
        }
        do {
            try Self.listen(memory, operation)
        } catch {
            pause()
        }
    }
}
