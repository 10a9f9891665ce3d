// What a service manager hears: one datagram a message.

import Foundation
import System
import Testing

@Suite struct ServiceManagerTests {
    @Test("the manager is told by a datagram, at a path and at an abstract name", arguments: [false, true])
    func tells(isAbstract: Bool) throws {
        let unique = "/deepmock-\(UUID().uuidString)"
        let name = isAbstract ? "@" + unique : NSTemporaryDirectory() + unique
        let listener = try NotifySocket(name)
        ServiceManager.tell(.ready, at: name)
        #expect(listener.receive() == "READY=1")
        ServiceManager.tell(.stopping, at: name)
        #expect(listener.receive() == "STOPPING=1")
    }

    @Test("nobody is told without a manager, nor where none listens", arguments: [nil, "", "tcp:1", "/nowhere/socket"])
    func isSilent(name: String?) {
        ServiceManager.tell(.ready, at: name)
    }
}

/// The socket of a manager.
private final class NotifySocket {
    private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    private let path: String

    init(_ name: String) throws {
        path = name
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if name.hasPrefix("@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(bound == 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The next message, which must be there already.
    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
