// One request and the response it waits for.

import HTTP
import System

/// A request that waits for its response. A connection handles its requests one after another.
public final class Exchange {
    /// The request.
    public let request: Request
    /// What was found out about it when its head was there.
    public let admission: Admission
    private var connection: Connection?
    private let server: HTTPServer
    /// The memory of the request's body.
    private var charge: MemoryCharge?

    init(request: Request, admission: Admission, connection: Connection) {
        self.request = request
        self.admission = admission
        self.connection = connection
        server = connection.server
        let bytes = request.body.memoryCount
        if bytes > Connection.freeBytes {
            charge = MemoryCharge(to: server.memory)
            charge?.set(bytes)
        }
        server.exchangeBegan()
    }

    deinit {
        server.exchangeEnded()
    }

    /// Whether a response can still be sent: none was sent yet, and the connection exists.
    public var isOpen: Bool { connection != nil }

    /// Sends the response. Does nothing if one was already sent or the peer is gone. May be called from within
    /// ``RequestHandler/handle(_:)``, later on the loop's thread, and in the prepare hook of the loop.
    ///
    /// - Parameter live: the body, when that goes on while it is sent; the response has none then.
    public func send(_ response: Response, live: (any LiveBody)? = nil) {
        guard let connection else {
            live?.end()
            return
        }
        self.connection = nil
        charge = nil
        connection.respond(response, live: live)
    }

    /// The connection has broken: nobody waits for an answer any more.
    func abandon() {
        connection = nil
    }
}
