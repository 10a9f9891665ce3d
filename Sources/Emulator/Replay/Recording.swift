// A recording: every request of a tenant since a reset, with its answer, to be replayed elsewhere.

import Crypto
import HTTP
import JSON
import System

/// What one tenant was asked and what it answered, whole.
public final class Recording {
    /// The most exchanges that are recorded.
    public static let maximum = 100_000
    /// The most bytes of bodies that are recorded, requests and answers together.
    public static let maximumBytes = 64 << 20
    /// The largest body that is recorded; of larger answers the digest is.
    public static let maximumBody = 1 << 20

    /// What the tenant began with.
    let initialState: InitialState
    /// Whether requests are still taken down.
    public private(set) var isRunning = true
    /// Whether everything since the beginning is there.
    public private(set) var isComplete = true
    /// How many exchanges there are.
    public private(set) var count = 0
    private var exchanges: [JSON] = []
    private var snapshots: Set<String> = []
    private var bytes = 0

    init(initialState: InitialState) {
        self.initialState = initialState
    }

    /// Takes no more requests.
    public func stop() {
        isRunning = false
    }

    /// Takes no more requests, as the world that it is about has gone.
    func interrupt() {
        guard isRunning else { return }
        isRunning = false
        isComplete = false
    }

    /// Notes that a replay will have a snapshot, too.
    func took(snapshot name: String) {
        snapshots.insert(name)
    }

    /// Goes on when a replay can put the same snapshot in place.
    func restored(snapshot name: String) {
        if !snapshots.contains(name) { interrupt() }
    }

    /// The recording as ``ReplayRun`` takes it.
    public func json(tenant: String, version: String) -> JSON {
        [
            "format": 1, "deepmock": .string(version), "tenant": .string(tenant), "complete": .bool(isComplete),
            "beginning": initialState.json, "exchanges": .array(exchanges),
        ]
    }

    func add(_ request: Request, _ response: Response) {
        guard isRunning else { return }
        guard let body = Self.body(of: request), count < Self.maximum, bytes < Self.maximumBytes else {
            isRunning = false
            isComplete = false
            return
        }
        let answer = ExchangeBody.answer(response.body)
        bytes += request.body.count + min(response.body.count, Self.maximumBody)
        count += 1
        exchanges.append([
            "method": .string(request.head.method.name), "target": .string(request.head.target.raw),
            "headers": .array(
                request.head.headers.pairs.filter { !Self.framing.contains($0.name.lowercased()) }.map {
                    [.string($0.name), .string($0.value)]
                }),
            "body": body, "status": .int(response.status),
            "type": response.headers.first("Content-Type").map(JSON.string) ?? .null, "answer": answer,
        ])
    }

    /// Says how bodies are sent, not what is asked.
    private static let framing: Set<String> = ["content-length", "transfer-encoding", "expect", "connection"]

    /// Nil when the body is too large.
    private static func body(of request: Request) -> JSON? {
        guard request.body.count <= maximumBody else { return nil }
        switch request.body {
        case .none, .broken: return .null
        case .payload(let payload): return (try? payload.bytes(maximum: maximumBody)).map(ExchangeBody.json)
        case .parts(let parts):
            var list: [JSON] = []
            for part in parts {
                guard let bytes = try? part.payload.bytes(maximum: maximumBody) else { return nil }
                list.append([
                    "name": .string(part.name), "filename": part.filename.map(JSON.string) ?? .null,
                    "type": part.contentType.map(JSON.string) ?? .null, "content": ExchangeBody.json(bytes),
                ])
            }
            return ["parts": .array(list)]
        }
    }
}

/// Bytes in recordings: as text where they are text, else in Base64, or by their digest.
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

    /// Beginning and size stand for the rest: a digest of gigabytes would hold up the loop.
    private static func digest(_ payload: Payload, _ range: Range<Int>) -> JSON {
        let bytes = (try? payload.read(at: range.lowerBound, count: 64 << 10)) ?? []
        return ["size": .int(range.count), "sha256_of_first_64k": .string(Base64.encode(SHA256.digest(of: bytes)))]
    }
}
