// Replays a recording in a tenant that starts as the recorded one did, and finds the first difference.

import HTTP
import JSON
import System

/// A recording that is being replayed.
public final class ReplayRun {
    /// Where an answer differs from the recorded one.
    public struct Difference {
        /// Index of the request in the recording.
        public let index: Int
        /// Method and target.
        public let line: String
        /// `status`, `type`, or `body` with a JSON pointer.
        public let place: String
        /// What was recorded.
        public let expected: JSON
        /// What was answered.
        public let got: JSON
    }

    private let exchanges: [JSON]
    private let requests: [Request]
    private let sequence: RequestSequence
    /// The first difference, if there is one.
    public private(set) var difference: Difference?

    /// Resets the tenant to the start of the recording.
    ///
    /// - Parameter until: how many requests are replayed; nil for all.
    /// - Throws: ``Problem`` 400 when it is not a recording, 409 when it belongs to another tenant, which has other
    ///   credentials and links.
    public init(_ recording: JSON, until: Int?, in tenant: Tenant, of emulator: Emulator) throws {
        guard recording["format"]?.int == 1, let all = recording["exchanges"]?.array else {
            throw Problem.badRequest("This is not a recording, or it was made by a newer deepmock.", field: "format")
        }
        guard recording["tenant"]?.string == tenant.name else {
            throw Problem.conflict(
                "The recording belongs to the tenant \(recording["tenant"]?.string ?? "?"). Replay it there.",
                field: "tenant")
        }
        exchanges = Array(all.prefix(until ?? .max))
        requests = try exchanges.enumerated().map(Self.request)
        sequence = RequestSequence(count: requests.count)
        let initialState = try InitialState(json: recording["beginning"] ?? .null, wall: emulator.wallMicroseconds)
        try emulator.reset(tenant, to: initialState)
    }

    /// How many requests have been replayed.
    public var replayed: Int { sequence.answered }

    /// Continues as far as possible without waiting.
    ///
    /// - Returns: whether everything is replayed, or a difference was found.
    public func advance(in emulator: Emulator) -> Bool {
        sequence.advance(in: emulator) {
            requests[$0]
        } receive: { index, answer in
            difference = Self.difference(exchanges[index], answer, index: index)
            return difference == nil
        }
    }

    // MARK: - Requests

    private static func request(index: Int, exchange: JSON) throws -> Request {
        var head = "\(exchange["method"]?.string ?? "") \(exchange["target"]?.string ?? "") HTTP/1.1\r\n"
        for field in exchange["headers"]?.array ?? [] {
            head += "\(field[0]?.string ?? ""): \(field[1]?.string ?? "")\r\n"
        }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((head + "\r\n").utf8))
        guard let event = try? reader.next(), case .head(let parsed, _) = event, reader.bufferedCount == 0,
            let body = body(exchange["body"] ?? .null)
        else { throw Problem.badRequest("exchanges.\(index) is not a valid request.", field: "exchanges.\(index)") }
        return Request(head: parsed, body: body)
    }

    private static func body(_ json: JSON) -> RequestBody? {
        if json.isNull { return RequestBody.none }
        guard let parts = json["parts"]?.array else {
            return ExchangeBody.bytes(json).map { .payload(.memory($0)) }
        }
        var list: [Part] = []
        for part in parts {
            guard let bytes = part["content"].flatMap(ExchangeBody.bytes) else { return nil }
            list.append(
                Part(
                    name: part["name"]?.string ?? "", filename: part["filename"]?.string,
                    contentType: part["type"]?.string, payload: .memory(bytes)))
        }
        return .parts(list)
    }

    // MARK: - Comparing

    private static func difference(_ exchange: JSON, _ answer: Response, index: Int) -> Difference? {
        let line = "\(exchange["method"]?.string ?? "") \(exchange["target"]?.string ?? "")"
        func differs(_ place: String, _ expected: JSON, _ got: JSON) -> Difference? {
            expected == got
                ? nil : Difference(index: index, line: line, place: place, expected: expected, got: got)
        }
        if let found = differs("status", exchange["status"] ?? .null, .int(answer.status)) { return found }
        let type = answer.headers.first("Content-Type").map(JSON.string) ?? .null
        if let found = differs("type", exchange["type"] ?? .null, type) { return found }
        let (expected, got) = (exchange["answer"] ?? .null, ExchangeBody.answer(answer.body))
        guard expected != got else { return nil }
        if let left = expected["text"]?.string, let right = got["text"]?.string,
            let recorded = try? JSON(parsing: left), let came = try? JSON(parsing: right)
        {
            return firstDifference(recorded, came, JSONPointer()).map { pointer, first, second in
                Difference(index: index, line: line, place: "body\(pointer)", expected: first, got: second)
            }
        }
        return differs("body", expected, got)
    }

    /// The first difference between two documents. Numbers are compared by value; the order of members counts.
    private static func firstDifference(
        _ left: JSON, _ right: JSON, _ place: JSONPointer
    ) -> (JSONPointer, JSON, JSON)? {
        switch (left, right) {
        case (.object(let members), .object(let others)):
            for key in members.keys + others.keys.filter({ members[$0] == nil }) {
                let (first, second) = (members[key] ?? .null, others[key] ?? .null)
                if let found = firstDifference(first, second, place.appending(key)) { return found }
            }
            guard members.keys != others.keys else { return nil }
            return (place, .array(members.keys.map(JSON.string)), .array(others.keys.map(JSON.string)))
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            for (index, pair) in zip(elements, others).enumerated() {
                if let found = firstDifference(pair.0, pair.1, place.appending(String(index))) { return found }
            }
            return nil
        default: return left == right ? nil : (place, left, right)
        }
    }
}
