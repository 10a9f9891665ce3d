// The key that signs tokens: one for each data directory, or the public one when state is in memory.

import Crypto
import System

/// Where the signing key comes from. A value, so that the thread pool can make and use the key.
struct SigningKey: Sendable {
    /// Bits of a key, as the samples of the specification show ("Tokens").
    static let bits = 4096

    /// The directory of durable state; nil when state is in memory.
    let directory: String?

    /// The key. The first call for a data directory makes it, which takes a second or more.
    ///
    /// - Throws: what the file system throws, or ``RSAKey/Failure`` for a file that holds no key.
    func load() throws -> RSAKey {
        guard let directory else { return try RSAKey(der: Base64.decode(PublicTestKey.base64) ?? []) }
        let path = directory + "/studio-key.pem"
        if !Files.exists(path) { try make(path, in: directory) }
        return try RSAKey(pem: String(decoding: Files.read(path, maximumBytes: 64 << 10), as: UTF8.self))
    }

    /// Makes the file whole or not at all. When two first logins come at once, the first file stays.
    private func make(_ path: String, in directory: String) throws {
        let text = try RSAKey.generate(bits: Self.bits).pem
        let file = try File.temporary(in: directory)
        try file.write(Array(text.utf8), at: 0)
        do {
            try file.publish(as: path, durably: true)
        } catch {
            guard Files.exists(path) else { throw error }
        }
    }
}
