// The bodies of requests and answers as a recording has them.

import Crypto
import HTTP
import JSON
import System

/// Bodies in recordings: as text, else in Base64; large ones as a digest.
enum ExchangeBody {
    static func json(_ bytes: [UInt8]) -> JSON {
        if let text = String(validating: bytes, as: UTF8.self) { return ["text": .string(text)] }
        return ["base64": .string(Base64.encode(bytes))]
    }

    static func bytes(_ json: JSON) -> [UInt8]? {
        if let text = json["text"]?.string { return Array(text.utf8) }
        return json["base64"]?.string.flatMap(Base64.decode)
    }

    static func answer(_ body: ResponseBody) -> JSON {
        switch body {
        case .none: return .null
        case .bytes(let bytes) where bytes.count <= Recording.maximumBody: return json(bytes)
        case .bytes(let bytes): return digest(.memory(bytes), 0..<bytes.count)
        case .payload(let payload, let range):
            guard range.count <= Recording.maximumBody,
                let bytes = try? payload.read(at: range.lowerBound, count: range.count)
            else { return digest(payload, range) }
            return json(bytes)
        }
    }

    /// The size and a digest of the beginning: a digest of gigabytes would block the loop.
    private static func digest(_ payload: Payload, _ range: Range<Int>) -> JSON {
        let bytes = (try? payload.read(at: range.lowerBound, count: 64 << 10)) ?? []
        return ["size": .int(range.count), "sha256_of_first_64k": .string(Base64.encode(SHA256.digest(of: bytes)))]
    }
}
