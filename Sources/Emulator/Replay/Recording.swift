// A recording: every request of a tenant since a reset, with its answer. It can be replayed elsewhere.

import HTTP
import JSON
import System

/// The complete requests and answers of one tenant.
public final class Recording {
    /// The most exchanges that are recorded.
    public static let maximum = 100_000
    /// The most bytes of bodies that are recorded, requests and answers together.
    public static let maximumBytes = 64 << 20
    /// The largest body that is recorded; of larger answers only a digest is.
    public static let maximumBody = 1 << 20

    /// The state of the tenant at the start.
    let initialState: InitialState
    /// Whether requests are still recorded.
    public private(set) var isRunning = true
    /// Whether everything since the start was recorded.
    public private(set) var isComplete = true
    /// The number of exchanges.
    public private(set) var count = 0
    private var exchanges: [JSON] = []
    private var snapshots: Set<String> = []
    private var bytes = 0

    init(initialState: InitialState) {
        self.initialState = initialState
    }

    /// Stops recording.
    public func stop() {
        isRunning = false
    }

    /// Stops recording because the recorded world is gone.
    func interrupt() {
        guard isRunning else { return }
        isRunning = false
        isComplete = false
    }

    /// Notes a snapshot, which a replay will take, too.
    func took(snapshot name: String) {
        snapshots.insert(name)
    }

    /// Continues only if a replay can restore the same snapshot.
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

    /// Headers that describe how the body is sent: a replay has it unpacked, and frames it anew.
    private static let framing: Set<String> = [
        "content-length", "content-encoding", "transfer-encoding", "expect", "connection",
    ]

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
