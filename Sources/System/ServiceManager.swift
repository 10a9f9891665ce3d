// What a service manager such as systemd is told: the protocol of sd_notify(3), one datagram a message.

#if canImport(Glibc)
import Glibc
#endif

/// The service manager that started this process, if one listens.
public enum ServiceManager {
    /// What happened to the service.
    public enum State: String, Sendable {
        /// It answers requests.
        case ready = "READY=1"
        /// It finishes what it has begun.
        case stopping = "STOPPING=1"
    }

    /// Tells the manager. Nothing happens when there is none, or it cannot be reached.
    ///
    /// - Parameter name: the path of its socket, or an abstract name after `@`.
    public static func tell(_ state: State, at name: String? = Environment["NOTIFY_SOCKET"]) {
        guard let name, name.hasPrefix("/") || name.hasPrefix("@") else { return }
        var path = Array(name.utf8)
        // An abstract name begins with a zero: unix(7).
        if name.hasPrefix("@") { path[0] = 0 }
        var address = sockaddr_un()
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.rawValue.utf8)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
