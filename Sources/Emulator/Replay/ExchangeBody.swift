// The bodies of requests and answers as a recording has them.

import Crypto
import HTTP
import JSON

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
        if case .none = body { return .null }
        guard body.count <= Recording.maximumBody, let bytes = try? body.beginning(maximum: body.count) else {
            return digest(body)
        }
        return json(bytes)
    }

    /// The size and a digest of the beginning: a digest of gigabytes would block the loop.
    private static func digest(_ body: ResponseBody) -> JSON {
        let bytes = (try? body.beginning(maximum: 64 << 10)) ?? []
        return ["size": .int(body.count), "sha256_of_first_64k": .string(Base64.encode(SHA256.digest(of: bytes)))]
    }
}
