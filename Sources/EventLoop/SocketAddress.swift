// Socket addresses, to and from C.

import CLibUV

#if canImport(Glibc)
import Glibc
#endif

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Sendable, CustomStringConvertible {
    private let storage: sockaddr_storage

    /// Parses an address such as `127.0.0.1` or `::1`; nil if `host` is a name.
    public init?(numeric host: String, port: Int) {
        guard let port = UInt16(exactly: port), !host.utf8.contains(0) else { return nil }
        var storage = sockaddr_storage()
        let isNumeric = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            return unsafe uv_ip4_addr(host, Int32(port), raw.assumingMemoryBound(to: sockaddr_in.self)) == 0
                || uv_ip6_addr(host, Int32(port), raw.assumingMemoryBound(to: sockaddr_in6.self)) == 0
        }
        guard isNumeric else { return nil }
        self.storage = storage
    }

    /// The address that a libuv function fills in; nil if it fails.
    init?(filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) -> Int32) {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe call(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { return nil }
        self.storage = storage
    }

    /// Copies a resolved address; nil if it is neither IPv4 nor IPv6.
    init?(copying address: UnsafePointer<sockaddr>) {
        var storage = sockaddr_storage()
        let size: Int
        switch Int32(unsafe address.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
        self.storage = storage
    }

    /// The address of the host, IPv6 without brackets.
    public var host: String {
        var text = [CChar](repeating: 0, count: 64)
        let result = unsafe withSockaddr { unsafe uv_ip_name($0, &text, text.count) }
        guard result == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether the address belongs to this machine alone: 127.0.0.0/8 or ::1, also as IPv6 writes IPv4.
    public var isLoopback: Bool {
        let host = host
        return host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
    }

    /// The address in network byte order: 4 bytes of IPv4, also where IPv6 carries one, or 16 of IPv6.
    public var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: storage) { raw in
            // sin_addr is behind the port, sin6_addr behind the flow information.
            guard storage.ss_family == sa_family_t(AF_INET6) else { return unsafe Array(raw[4..<8]) }
            let bytes = unsafe Array(raw[8..<24])
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped ? Array(bytes[12...]) : bytes
        }
    }

    /// The port.
    public var port: Int {
        // sockaddr_in and sockaddr_in6 have the port at the same offset, in network byte order.
        unsafe withUnsafeBytes(of: storage) { Int(unsafe $0[2]) << 8 | Int(unsafe $0[3]) }
    }

    /// The 4 or 16 bytes of the address, in network order.
    var addressBytes: [UInt8] {
        // They begin behind family and port, in IPv6 also behind the flow.
        let isV6 = Int32(storage.ss_family) == AF_INET6
        return unsafe withUnsafeBytes(of: storage) { unsafe Array(isV6 ? $0[8..<24] : $0[4..<8]) }
    }

    /// Host and port as in a URL.
    public var description: String {
        let host = host
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe body(UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self))
        }
    }
}
