// A server and its clients on one loop in the test's thread.

import EventLoop
import Foundation
import HTTP
import Server
import System
import Testing

/// A server whose behaviour is the test's.
final class TestServer: RequestHandler {
    let loop: Loop
    let port: Int
    let directory: String
    private(set) var server: HTTPServer?
    private var clients: [Client] = []
    /// Requests that have arrived in full.
    private(set) var requests: [Request] = []
    /// What the connections said about the heads that were admitted.
    private(set) var framings: [Framing] = []
    /// Requests whose body was cut, as far as they were wanted.
    private(set) var cutRequests: [Request] = []
    /// What is done with the body of a request; refused requests are answered by the responder, too.
    var policy: (RequestHead) -> BodyPolicy = { _ in BodyPolicy() }
    var responder: (Exchange) -> Void = { $0.send(TestServer.text("ok \($0.request.head.target.raw)")) }

    init(
        limits: WireLimits = WireLimits(), timeouts: Timeouts = Timeouts(), maximumConnections: Int = 100,
        memory: MemoryBudget = MemoryBudget()
    ) throws {
        loop = try Loop()
        directory = NSTemporaryDirectory() + "deepmock-" + UUID().uuidString
        try Files.createDirectory(directory)
        // The port is known only once the server is there, and the server wants its handler.
        let relay = Relay()
        let server = HTTPServer(
            loop: loop, limits: limits, timeouts: timeouts, temporaryDirectory: directory,
            maximumConnections: maximumConnections, memory: memory, handler: relay)
        port = try server.listen(host: "127.0.0.1", port: 0)
        self.server = server
        relay.target = self
    }

    static func text(_ text: String, status: Int = 200) -> Response {
        var headers = Headers()
        headers.add("Content-Type", "text/plain")
        return Response(status: status, headers: headers, body: .bytes(Array(text.utf8)))
    }

    func admit(_ head: RequestHead, framing: Framing) -> Admission {
        framings.append(framing)
        return Admission(head: head, bodyPolicy: policy(head))
    }

    func handle(_ exchange: Exchange) {
        requests.append(exchange.request)
        responder(exchange)
    }

    func handleCut(_ request: Request, _ admission: Admission) {
        #expect(admission.head === request.head)
        cutRequests.append(request)
    }

    func handleFailure(_ exchange: Exchange, _ error: ProtocolError) {
        exchange.send(Self.text("\(exchange.request.head.target.raw): \(error.reason)", status: error.status))
    }

    /// Where a tunnel leads.
    var tunnelDecision: (RequestHead) -> TunnelDecision = { _ in .refused(TestServer.text("no tunnel", status: 405)) }

    func tunnel(_ head: RequestHead) -> TunnelDecision { tunnelDecision(head) }

    /// Where requests for absolute URLs lead.
    var forwardDecision: (RequestHead) -> TunnelDecision? = { _ in nil }

    func forward(_ head: RequestHead) -> TunnelDecision? { forwardDecision(head) }

    func wireFailure(_ error: ProtocolError, origin: String?) -> Response {
        Self.text(error.reason + (origin.map { " for \($0)" } ?? ""), status: error.status)
    }

    /// Refuses every body, and answers with a status.
    func refuse(_ status: Int) {
        policy = { _ in BodyPolicy(isRefused: true) }
        responder = { $0.send(TestServer.text("no", status: status)) }
    }

    /// A connected client; given bytes leave at once.
    func client(_ text: String = "") throws -> Client {
        var stream: EventLoop.Stream?
        let connector = Connector(loop: loop, host: "127.0.0.1", port: port) { stream = try? $0.get() }
        wait { stream != nil }
        _ = connector
        let client = Client(try #require(stream))
        clients.append(client)
        client.send(text)
        return client
    }

    /// Turns the loop until the condition holds.
    func wait(_ condition: () -> Bool) {
        var isLate = false
        let watchdog = try? Timer(loop: loop) { isLate = true }
        watchdog?.start(afterMilliseconds: 10_000)
        while !condition(), !isLate { loop.runOnce(waiting: true) }
        watchdog?.close()
        #expect(!isLate, "Nothing happened for ten seconds.")
    }

    /// Turns the loop for a while in which nothing is expected.
    func idle(milliseconds: Int) {
        var isOver = false
        let timer = try? Timer(loop: loop) { isOver = true }
        timer?.start(afterMilliseconds: milliseconds)
        while !isOver { loop.runOnce(waiting: true) }
        timer?.close()
    }

    /// Lets go of the requests and of their files.
    func forgetRequests() {
        requests = []
        cutRequests = []
    }

    /// Descriptors of this test's temporary files.
    var openTemporaryFiles: Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.hasPrefix(directory) ?? false
        }
    }

    /// Ends everything. The loop traps if a handle is forgotten.
    func close() {
        closeClients()
        var isDrained = false
        server?.drain(deadlineMilliseconds: 0) { isDrained = true }
        wait { isDrained }
        finish()
    }

    private func closeClients() {
        for client in clients { client.close() }
        clients = []
    }

    private func finish() {
        #expect(server?.connectionCount == 0)
        server = nil
        forgetRequests()
        responder = { _ in }
        loop.onPrepare = nil
        loop.close()
        try? Files.removeTree(directory)
    }

    private final class Relay: RequestHandler {
        weak var target: TestServer?

        func admit(_ head: RequestHead, framing: Framing) -> Admission {
            target?.admit(head, framing: framing) ?? Admission(head: head)
        }

        func handle(_ exchange: Exchange) { target?.handle(exchange) }

        func handleCut(_ request: Request, _ admission: Admission) { target?.handleCut(request, admission) }

        func handleFailure(_ exchange: Exchange, _ error: ProtocolError) { target?.handleFailure(exchange, error) }

        func tunnel(_ head: RequestHead) -> TunnelDecision { target?.tunnel(head) ?? .here }
        func forward(_ head: RequestHead) -> TunnelDecision? { target?.forward(head) }

        func wireFailure(_ error: ProtocolError, origin: String?) -> Response {
            target?.wireFailure(error, origin: origin) ?? Response(status: error.status)
        }
    }
}

extension TestServer {
    /// Ends a test that has drained its server itself.
    func closeAfterDrain() {
        closeClients()
        wait { server?.connectionCount == 0 }
        idle(milliseconds: 1)
        finish()
    }
}
