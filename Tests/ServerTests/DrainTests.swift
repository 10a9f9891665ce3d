// Stopping: nothing new, everything begun is finished, and an end to patience.

import EventLoop
import HTTP
import Server
import Testing

@Suite("Drain")
struct DrainTests {
    private static let get = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    @Test("idle connections are closed, a request in flight is answered as the last one, then it is over")
    func drain() throws {
        let test = try TestServer()
        var open: Exchange?
        test.responder = { open = $0 }
        let idle = try test.client()
        let busy = try test.client(Self.get + Self.get)
        test.wait { open != nil && test.server?.connectionCount == 2 }
        var isDrained = false
        test.server?.drain(deadlineMilliseconds: 5000) { isDrained = true }
        test.wait { idle.hasEnded }
        #expect(idle.received.isEmpty)
        #expect(!isDrained)
        open?.send(TestServer.text("last"))
        test.wait { busy.hasEnded }
        #expect(busy.answers.map(\.text) == ["last"])
        #expect(busy.answers[0].headers["connection"] == "close")
        busy.close()
        test.wait { isDrained }
        #expect(test.requests.count == 1)
        test.closeAfterDrain()
    }

    @Test("the completion comes in a later turn, even when there is nothing to drain")
    func empty() throws {
        let test = try TestServer()
        var isDrained = false
        test.server?.drain(deadlineMilliseconds: 5000) { isDrained = true }
        #expect(!isDrained)
        test.wait { isDrained }
        test.closeAfterDrain()
    }

    @Test("new connections are refused while draining")
    func refused() throws {
        let test = try TestServer()
        var open: [Exchange] = []
        test.responder = { open.append($0) }
        let busy = try test.client(Self.get)
        test.wait { !test.requests.isEmpty }
        test.server?.drain(deadlineMilliseconds: 5000) {}
        var failure: LoopError?
        let connector = Connector(loop: test.loop, host: "127.0.0.1", port: test.port) {
            if case .failure(let error) = $0 { failure = error }
        }
        test.wait { failure != nil }
        _ = connector
        #expect(failure?.isConnectionRefused == true)
        for exchange in open { exchange.send(TestServer.text("done")) }
        test.wait { busy.hasEnded }
        test.closeAfterDrain()
    }

    @Test("at the deadline what is left is closed, and its exchange abandoned")
    func deadline() throws {
        let test = try TestServer()
        var open: Exchange?
        test.responder = { open = $0 }
        let busy = try test.client(Self.get)
        test.wait { !test.requests.isEmpty }
        var isDrained = false
        test.server?.drain(deadlineMilliseconds: 20) { isDrained = true }
        test.wait { isDrained }
        #expect(open?.isOpen == false)
        test.wait { busy.hasEnded }
        test.closeAfterDrain()
    }

    @Test("an answer released in the prepare hook completes a drain in a later turn")
    func heldAnswer() throws {
        let test = try TestServer()
        var held: [Exchange] = []
        var isReleasing = false
        var isDrained = false
        test.responder = { held.append($0) }
        let busy = try test.client("GET / HTTP/1.0\r\n\r\n")
        test.wait { !held.isEmpty }
        test.server?.drain(deadlineMilliseconds: 5000) {
            #expect(!isReleasing)
            isDrained = true
        }
        test.loop.onPrepare = {
            isReleasing = true
            for exchange in held { exchange.send(TestServer.text("held")) }
            held = []
            isReleasing = false
        }
        test.wait { busy.hasEnded }
        busy.close()
        test.wait { isDrained }
        #expect(busy.answers.map(\.text) == ["held"])
        test.closeAfterDrain()
    }
}
