// The server's certificate authority and TLS, prepared when they are first needed.

import Emulator
import Server
import System
import TLS

/// What a server needs for TLS. A server that nobody asks for it reads and makes nothing.
final class TLSIdentity {
    private let folder: AuthorityFolder?
    private let log: Log
    private var known: CertificateAuthority?
    private var context: TLSContext?
    /// Kinds of failures that the log has already: a client that has one mostly has many.
    private var logged: Set<String> = []

    /// - Parameter folder: where the authority is kept; nil keeps it in memory.
    init(folder: AuthorityFolder?, log: Log) {
        self.folder = folder
        self.log = log
    }

    private static var now: Int { SystemTime.wallMicroseconds() / 1_000_000 }

    /// The authority of the folder, or one in memory where the folder cannot be used.
    func authority() throws(TLSFailure) -> CertificateAuthority {
        if let known { return known }
        var found: CertificateAuthority?
        do {
            found = try folder?.open(now: Self.now)
            if folder == nil { log.warning("there is no home for a certificate authority, use --ca-dir") }
        } catch {
            log.warning(
                "the certificate authority cannot be kept, a new one serves until the server ends",
                ["error": HostFailure.sentence(for: error)])
        }
        guard let found else {
            let made = try CertificateAuthority.make(now: Self.now)
            known = made
            return made
        }
        known = found
        return found
    }

    /// What TLS connections share; nil if there can be no TLS.
    func prepare() -> TLSContext? {
        if let context { return context }
        do {
            context = try TLSContext(authority: authority()) { Self.now }
        } catch {
            log.error("TLS cannot be prepared", ["error": error.message])
        }
        return context
    }

    /// Logs why a connection has ended, each reason once.
    func note(_ failure: TLSFailure) {
        guard logged.count < 20, logged.insert(failure.message).inserted else { return }
        guard failure.isDistrust else { return log.debug("TLS failed", ["reason": failure.message]) }
        log.warning(
            "a client does not trust this server's certificate authority, see deepmock ca install-help",
            ["reason": failure.message])
    }
}
