// Resolves host names without blocking the loop.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// Resolves host names.
enum Resolver {
    /// Resolves `host` synchronously, into addresses in the order in which to try them. For start-up only, because it
    /// may take seconds.
    static func addresses(blocking loop: Loop, host: String, port: Int) throws(LoopError) -> [SocketAddress] {
        if let address = SocketAddress(numeric: host, port: port) { return [address] }
        let lookup = Lookup(loop: loop) { _ in }
        let result = unsafe lookup.start(host: host, port: port, callback: nil)
        defer { lookup.free() }
        try LoopError.check(result, "resolve the host \(host)")
        return lookup.addresses
    }

    /// Resolves `host` on the pool.
    static func resolve(
        _ loop: Loop,
        host: String,
        port: Int,
        completion: @escaping (Result<[SocketAddress], LoopError>) -> Void
    ) {
        if let address = SocketAddress(numeric: host, port: port) { return completion(.success([address])) }
        let lookup = Lookup(loop: loop, completion: completion)
        let retained = unsafe Unmanaged.passRetained(lookup)
        unsafe lookup.request.pointee.data = retained.toOpaque()
        let result = unsafe lookup.start(host: host, port: port) { request, status, list in
            guard let data = unsafe request?.pointee.data else { return }
            let lookup = unsafe Unmanaged<Lookup>.fromOpaque(data).takeRetainedValue()
            unsafe lookup.request.pointee.addrinfo = list
            let addresses = lookup.addresses
            lookup.free()
            let failure = LoopError(code: status < 0 ? status : UV_EAI_NONAME.rawValue, operation: "resolve the host")
            lookup.completion(addresses.isEmpty ? .failure(failure) : .success(addresses))
        }
        guard result < 0 else { return }
        unsafe retained.release()
        lookup.free()
        completion(.failure(LoopError(code: result, operation: "resolve the host \(host)")))
    }
}

/// One look-up.
@safe
private final class Lookup {
    let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
    let completion: (Result<[SocketAddress], LoopError>) -> Void
    private let loop: Loop

    init(loop: Loop, completion: @escaping (Result<[SocketAddress], LoopError>) -> Void) {
        self.loop = loop
        self.completion = completion
        unsafe request.pointee.addrinfo = nil
    }

    func start(host: String, port: Int, callback: uv_getaddrinfo_cb?) -> Int32 {
        guard !host.isEmpty, !host.utf8.contains(0), (0...65535).contains(port) else { return UV_EINVAL.rawValue }
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        return unsafe uv_getaddrinfo(loop.pointer, request, callback, host, String(port), &hints)
    }

    var addresses: [SocketAddress] {
        var found: [SocketAddress] = []
        var next = unsafe request.pointee.addrinfo
        while let entry = unsafe next {
            if let address = unsafe entry.pointee.ai_addr, let copy = unsafe SocketAddress(copying: address) {
                found.append(copy)
            }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }

    func free() {
        unsafe uv_freeaddrinfo(request.pointee.addrinfo)
        unsafe request.deallocate()
    }
}
