// The public keys with which apps can check the tokens of the emulated platforms.

import Crypto
import Emulator
import JSON
import System

/// Public keys as a JSON Web Key Set (RFC 7517) or as PEM texts.
enum PublicKeys {
    static let handlers: [String: Handler] = ["getPublicKeys": get]

    private static func get(_ call: Call) throws -> Reply {
        let makers = call.emulator.platforms.all.compactMap(\.publicKey)
        let directory = call.emulator.configuration.dataDirectory
        let wantsPEM = call.parameters["format"] == "pem"
        return .later(lane: .short) {
            try makers.map { try $0(directory) }
        } then: { keys in
            let pem = keys.map(\.pem).joined()
            guard !wantsPEM else { return .content(.memory(Array(pem.utf8)), mediaType: "application/x-pem-file") }
            return .json(["keys": .array(keys.map(jwk)), "pem": .string(pem)])
        }
    }

    /// A key as a JSON Web Key (RFC 7518 section 6.3.1). Its id is its thumbprint.
    private static func jwk(_ key: RSAPublicKey) -> JSON {
        [
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(key.thumbprint),
            "n": .string(Base64.encode(key.modulus, alphabet: .url)),
            "e": .string(Base64.encode(key.exponent, alphabet: .url)),
        ]
    }
}
