// A question over a socket of the file system (unix(7)): how programs such as HAProxy are told what to do.

#if canImport(Glibc)
import Glibc
#endif

/// Asks programs that listen on a path.
public enum LocalSocket {
    /// Sends a text to the program that listens at `path`, and answers what it says until it closes the connection.
    ///
    /// Blocks, for commands alone.
    ///
    /// - Parameter seconds: how long it may take to answer.
    /// - Throws: ``SystemError`` when nobody listens, or the answer does not come.
    public static func ask(_ path: String, _ text: String, seconds: Int) throws(SystemError) -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .last("socket") }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard var address = address(path) else {
            throw SystemError(code: ENAMETOOLONG, operation: "connect", path: path)
        }
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe connect(
                descriptor, UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        guard status == 0 else { throw .last("connect", path) }
        try put(Array(text.utf8), to: descriptor, path)
        return String(decoding: try everything(from: descriptor, path), as: UTF8.self)
    }

    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // One byte is left for the end of the text.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }

    private static func put(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count = unsafe send(descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { sent += count } else if errno != EINTR { throw .last("write", path) }
        }
    }

    private static func everything(from descriptor: Int32, _ path: String) throws(SystemError) -> [UInt8] {
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            if count > 0 {
                answer += piece[..<count]
            } else if count == 0 {
                return answer
            } else if errno != EINTR {
                throw .last("read", path)
            }
        }
    }
}
