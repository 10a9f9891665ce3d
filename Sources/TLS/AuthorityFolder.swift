// Where the certificate authority of an installation is kept.

import System

/// A folder with a certificate authority: its key, which nobody else may read, and its certificate for clients.
public struct AuthorityFolder: Sendable {
    /// No file of ours is larger, in bytes.
    private static let maximumBytes = 64 << 10

    /// The folder.
    public let path: String

    /// The folder at a path, which need not exist yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The folder of this user: `$XDG_STATE_HOME/deepmock`, else `~/.local/state/deepmock`; nil without a home.
    public static var ofUser: AuthorityFolder? {
        // Relative paths are to be ignored (XDG Base Directory Specification).
        if let state = Environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return AuthorityFolder(state + "/deepmock")
        }
        guard let home = Environment["HOME"], home.hasPrefix("/") else { return nil }
        return AuthorityFolder(home + "/.local/state/deepmock")
    }

    /// The file with the certificate.
    public var certificatePath: String { path + "/ca.pem" }
    /// The file with the key, and the certificate that belongs to it.
    var keyPath: String { path + "/ca-key.pem" }

    /// The authority of the folder, which is made if there is none, or if it ends soon. Processes that come here at once
    /// get the same one: the file with the key appears as a whole, and the first one stays.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: ``SystemError`` or ``TLSFailure``.
    public func open(now: Int) throws -> CertificateAuthority {
        try Files.createDirectory(path)
        var authority = try read()
        if let found = authority, !found.isFit(now: now) {
            try Files.remove(keyPath)
            authority = nil
        }
        let found = try authority ?? make(now: now)
        if (try? Files.read(certificatePath, maximumBytes: Self.maximumBytes)) != found.certificatePEM {
            try Files.writeAtomically(found.certificatePEM, to: certificatePath)
        }
        return found
    }

    private func make(now: Int) throws -> CertificateAuthority {
        let made = try CertificateAuthority.make(now: now)
        guard try Files.writeOnce(made.pem(), to: keyPath) else {
            guard let other = try read() else {
                throw TLSFailure("\(keyPath) was there a moment ago, and is not any more")
            }
            return other
        }
        return made
    }

    private func read() throws -> CertificateAuthority? {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(keyPath, maximumBytes: Self.maximumBytes)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
        do {
            return try CertificateAuthority(pem: bytes)
        } catch {
            throw TLSFailure("\(keyPath) is not what deepmock wrote (\(error.message)). Remove it to get a new one")
        }
    }
}
