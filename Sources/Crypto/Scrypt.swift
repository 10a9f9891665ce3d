// Password hashes: scrypt and the text form in which hashes are stored.

import CCrypto
import System

/// scrypt (RFC 7914) with its cost parameters. One hash at the standard cost takes about five milliseconds: use the pool.
public struct Scrypt: Sendable, Equatable {
    /// Cost in time and memory, N: a power of two from 2 to 2^20.
    public let cost: Int
    /// Block size, r: 1 to 32. Memory is 128 * N * r bytes.
    public let blockSize: Int
    /// Parallelisation, p: 1 to 16.
    public let parallelism: Int

    /// N = 2048, r = 8, p = 1: 2 MiB. Little for a service with real accounts, enough for one with test accounts, whose
    /// logins must be quick.
    public static let standard = Scrypt(uncheckedCost: 2048, blockSize: 8, parallelism: 1)
    /// The most memory that a hash may take, in bytes.
    public static let maximumMemory = 256 << 20

    /// Nil if a parameter is out of range or the hash would need more than `maximumMemory`.
    public init?(cost: Int, blockSize: Int, parallelism: Int) {
        guard (2...1 << 20).contains(cost), cost & (cost - 1) == 0 else { return nil }
        guard (1...32).contains(blockSize), (1...16).contains(parallelism) else { return nil }
        guard 128 * cost * blockSize <= Self.maximumMemory else { return nil }
        // RFC 7914 section 2: N must be less than 2^(128 * r / 8).
        guard blockSize > 1 || cost < 1 << 16 else { return nil }
        self.init(uncheckedCost: cost, blockSize: blockSize, parallelism: parallelism)
    }

    private init(uncheckedCost cost: Int, blockSize: Int, parallelism: Int) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Derives `count` bytes from a password and a salt; nil if memory runs out.
    public func derive(password: [UInt8], salt: [UInt8], count: Int = 32) -> [UInt8]? {
        var succeeded = false
        let key = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, written in
            let result = unsafe password.withUnsafeBytes { password in
                unsafe salt.withUnsafeBufferPointer { salt in
                    unsafe EVP_PBE_scrypt(
                        password.baseAddress?.assumingMemoryBound(to: CChar.self),
                        password.count,
                        salt.baseAddress,
                        salt.count,
                        UInt64(cost),
                        UInt64(blockSize),
                        UInt64(parallelism),
                        UInt64(Self.maximumMemory) + 1 << 20,
                        output.baseAddress,
                        count
                    )
                }
            }
            succeeded = result == 1
            written = succeeded ? count : 0
        }
        return succeeded ? key : nil
    }

    /// The hash of a password as `scrypt$N$r$p$salt$hash`, salt and hash in unpadded base64url; nil if memory runs out.
    /// `salt` should be 16 random bytes.
    public func encode(password: String, salt: [UInt8] = Randomness.bytes(16)) -> String? {
        guard let hash = derive(password: Array(password.utf8), salt: salt) else { return nil }
        let salt = Base64.encode(salt, alphabet: .url)
        return "scrypt$\(cost)$\(blockSize)$\(parallelism)$\(salt)$\(Base64.encode(hash, alphabet: .url))"
    }

    /// Whether a stored hash was made at this cost.
    public func made(_ encoded: String) -> Bool {
        encoded.hasPrefix("scrypt$\(cost)$\(blockSize)$\(parallelism)$")
    }

    /// Whether `password` has the hash `encoded`, compared in constant time. False if the text has another form, a
    /// parameter is out of range, the salt exceeds 64 bytes, or the hash does not have 16 to 64 bytes.
    public static func verify(password: String, encoded: String) -> Bool {
        let fields = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "scrypt" else { return false }
        guard let cost = Int(fields[1]), let blockSize = Int(fields[2]), let parallelism = Int(fields[3]) else {
            return false
        }
        guard let scrypt = Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism),
            let salt = Base64.decode(String(fields[4]), alphabet: .url), salt.count <= 64,
            let hash = Base64.decode(String(fields[5]), alphabet: .url), (16...64).contains(hash.count),
            let derived = scrypt.derive(password: Array(password.utf8), salt: salt, count: hash.count)
        else { return false }
        return constantTimeEquals(derived, hash)
    }
}
