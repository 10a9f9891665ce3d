// The files of one run by which clients trust the server.

import System
import TLS

/// Certificates in a folder of the run.
struct TrustFiles {
    /// Our authority alone.
    let authority: String
    /// Everything that was trusted before, and our authority.
    let bundle: String
    /// The same for Java.
    let trustStore: String

    /// Writes them.
    ///
    /// - Parameters:
    ///   - certificate: the certificate of our authority as PEM text.
    ///   - roots: what was trusted before.
    ///   - additions: further certificates for clients that add ours to their own.
    init(in folder: String, certificate: [UInt8], roots: [UInt8], additions: [UInt8]) throws {
        authority = folder + "/deepmock-ca.pem"
        bundle = folder + "/ca-bundle.pem"
        trustStore = folder + "/trust.p12"
        let separator: [UInt8] = [0x0A]
        let all = roots + (roots.isEmpty || roots.last == 0x0A ? [] : separator) + certificate
        try Files.writeAtomically(certificate + additions, to: authority)
        try Files.writeAtomically(all, to: bundle)
        try Files.writeAtomically(TrustStore.pkcs12(all), to: trustStore)
    }
}
