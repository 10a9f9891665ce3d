// One request and the promise of its answer.

import HTTP

/// A request that waits for its answer. Requests of one connection are exchanged one after the other.
public final class Exchange {
    /// The request.
    public let request: Request
    /// What was found out about it when its head was there.
    public let admission: Admission
    private var connection: Connection?

    init(request: Request, admission: Admission, connection: Connection) {
        self.request = request
        self.admission = admission
        self.connection = connection
    }

    /// Whether an answer would still reach somebody: none was sent, and the connection is there.
    public var isOpen: Bool { connection != nil }

    /// Answers the request. Does nothing when it has been answered or the peer has gone. Good from within
    /// ``RequestHandler/handle(_:)``, later on the loop's thread, and in the loop's prepare hook.
    public func send(_ response: Response) {
        let connection = connection
        self.connection = nil
        connection?.respond(response)
    }

    /// The connection has broken: nobody waits for an answer any more.
    func abandon() {
        connection = nil
    }
}
