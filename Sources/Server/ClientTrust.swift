// Whom the client trusts, read when the first request goes through TLS.

import TLS

/// The TLS side of a client, which costs nothing until it is used.
final class ClientTrust {
    private var made: TLSClientContext?

    /// The context of all connections.
    func context() throws(TLSFailure) -> TLSClientContext {
        if let made { return made }
        let context = try TLSClientContext()
        made = context
        return context
    }
}
