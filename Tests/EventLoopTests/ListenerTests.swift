// Listening and connecting, and what happens when that is not possible.

import Foundation
import Testing

@testable import EventLoop

@Suite("Listener and Connector")
struct ListenerTests {
    @Test("a taken port is refused with its reason")
    func taken() throws {
        let loop = try Loop()
        let first = try Listener(loop: loop, host: "127.0.0.1", port: 0) { $0.close() }
        #expect {
            _ = try Listener(loop: loop, host: "127.0.0.1", port: first.port) { $0.close() }
        } throws: { error in
            let error = error as? LoopError
            return error?.isAddressInUse == true && error?.message.contains("\(first.port)") == true
        }
        first.close()
        loop.close()
    }

    @Test("an address that is none is refused", arguments: ["203.0.113.1", "not a host", "", "127.0.0.1:80"])
    func badAddress(host: String) throws {
        let loop = try Loop()
        #expect(throws: LoopError.self) { _ = try Listener(loop: loop, host: host, port: 0) { $0.close() } }
        loop.close()
    }

    @Test("a port without listener refuses the connection")
    func refused() throws {
        let loop = try Loop()
        let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) { $0.close() }
        let port = listener.port
        listener.close()
        loop.runOnce(waiting: false)
        var failure: LoopError?
        let connector = Connector(loop: loop, host: "127.0.0.1", port: port) { result in
            if case .failure(let error) = result { failure = error }
        }
        loop.run()
        _ = connector
        #expect(failure?.isConnectionRefused == true)
        loop.close()
    }

    @Test("localhost is looked up and connected to")
    func localhost() throws {
        let loop = try Loop()
        let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) { $0.close() }
        var result: Result<EventLoop.Stream, LoopError>?
        let connector = Connector(loop: loop, host: "localhost", port: listener.port) { result = $0 }
        loop.runUntil { result != nil }
        _ = connector
        try #require(result).get().close()
        listener.close()
        loop.close()
    }

    @Test("an attempt that is given up calls nobody and leaves nothing", arguments: ["127.0.0.1", "localhost"])
    func cancelled(host: String) throws {
        let loop = try Loop()
        let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) { $0.close() }
        let connector = Connector(loop: loop, host: host, port: listener.port) { _ in Issue.record("called") }
        connector.cancel()
        listener.close()
        loop.run()
        #expect(loop.openHandles == 0)
        loop.close()
    }

    @Test("a listener that pauses keeps its port and its waiting connections, and goes on")
    func pause() throws {
        let loop = try Loop()
        var accepted = 0
        let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) {
            accepted += 1
            $0.close()
        }
        listener.pause()
        let connector = Connector(loop: loop, host: "127.0.0.1", port: listener.port) { (try? $0.get())?.close() }
        for _ in 0..<10 { loop.runOnce(waiting: false) }
        #expect(accepted == 0)
        loop.runUntil { accepted == 1 }
        _ = connector
        listener.pause()
        listener.close()
        loop.close()
    }

    /// In a process of its own: the limit on descriptors holds for a whole process.
    @Test("a process without descriptors neither spins nor dies, and accepts again afterwards")
    func outOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            let loop = try Loop()
            var accepted: [EventLoop.Stream] = []
            let listener = try Listener(loop: loop, host: "127.0.0.1", port: 0) { accepted.append($0) }
            func connect() -> Connector { Connector(loop: loop, host: "127.0.0.1", port: listener.port) { _ in } }
            let first = connect()
            loop.runUntil { !accepted.isEmpty }

            // A client socket takes the last descriptor, so that nothing is left for accepting it.
            var fillers: [Int32] = []
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            while case let descriptor = dup(2), descriptor >= 0 { fillers.append(descriptor) }
            close(fillers.removeLast())
            let second = connect()
            for _ in 0..<20 { loop.runOnce(waiting: false) }
            #expect(accepted.count == 1)

            for descriptor in fillers { close(descriptor) }
            let third = connect()
            loop.runUntil { accepted.count >= 2 }
            #expect(accepted.count >= 2)
            _ = (first, second, third)
        }
    }
}

@Suite("Addresses")
struct SocketAddressTests {
    @Test(
        "addresses of this machine alone are known",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.10", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false),
            ("0.0.0.0", false), ("::", false), ("::ffff:10.0.0.1", false), ("fe80::1", false),
        ])
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try #require(SocketAddress(numeric: host, port: 1)).isLoopback == isLoopback)
    }

    @Test("a name has its addresses once each, a number is one")
    func addresses() throws {
        let loop = try Loop()
        let all = try Listener.addresses(of: "localhost", loop: loop)
        #expect(all.contains("127.0.0.1") || all.contains("::1"))
        #expect(Set(all).count == all.count)
        #expect(try Listener.addresses(of: "::1", loop: loop) == ["::1"])
        loop.close()
    }
}
