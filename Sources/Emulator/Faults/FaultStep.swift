// One step of a fault plan: what happens to one request.

import Crypto
import HTTP
import JSON

/// What a plan does to a request: an error, trouble on the wire, a delay, or nothing.
struct FaultStep: Sendable {
    /// The delay of an answer in milliseconds.
    enum Latency: Sendable {
        case fixed(Int)
        case uniform(ClosedRange<Double>)
        case lognormal(median: Double, sigma: Double)

        /// The longest delay: five minutes.
        static let maximum = 300_000

        func draw(_ generator: inout SeededGenerator) -> Int {
            let value: Double
            switch self {
            case .fixed(let milliseconds): return milliseconds
            case .uniform(let range): value = generator.double(in: range)
            case .lognormal(let median, let sigma): value = median * exponential(sigma * normal(&generator))
            }
            return Int(min(max(0, value), Double(Self.maximum)))
        }

        /// The sum of twelve uniform numbers minus six, which is close enough to the normal distribution for delays.
        private func normal(_ generator: inout SeededGenerator) -> Double {
            (0..<12).reduce(-6.0) { sum, _ in sum + generator.unit() }
        }

        /// e to the power of x by halving and squaring, without a mathematics library.
        private func exponential(_ x: Double) -> Double {
            var term = 1.0
            var sum = 1.0
            let small = x / 1024
            for n in 1...8 {
                term *= small / Double(n)
                sum += term
            }
            for _ in 0..<10 { sum *= sum }
            return sum
        }
    }

    /// What happens.
    enum Action: Sendable {
        /// Nothing: the request is answered as usual.
        case pass
        /// The platform's own error for a status.
        case error(Problem)
        /// More than `limit` requests within `seconds` on the tenant's clock are refused with 429.
        case quota(limit: Int, seconds: Int)
        /// The answer fails on the wire, after the request was handled or without.
        case wire(WireFault.Kind, isHandled: Bool)
        /// The answer's JSON stops in the middle.
        case malformedJSON
        /// The connection is reset after this many bytes of the body.
        case uploadCut(Int)
    }

    let action: Action
    let latency: Latency?
    /// What an error answers in place of the platform's own body and headers; nil for those.
    let answer: FaultAnswer?
    /// The number of consecutive requests that it applies to.
    let times: Int
    /// A short name for the journal.
    let name: String

    /// - Throws: ``Problem`` 400 when the step has no effect or several; the contract has checked the types.
    init(_ json: JSON, field: String) throws {
        let given = [
            "pass", "status", "quota", "reset", "empty", "cut_body", "slow_body", "malformed_json", "wrong_length",
            "upload_cut",
        ]
        .filter { json[$0] != nil }
        guard given.count == 1 || given.isEmpty && json["latency_ms"] != nil else {
            throw Problem.badRequest(
                "\(field) must have exactly one effect, but has \(given.isEmpty ? "none" : given.joined(separator: " and ")).",
                field: field)
        }
        let isHandled = json["handled"]?.bool ?? true
        switch given.first {
        case "status": action = .error(Self.problem(json))
        case "quota":
            action = .quota(limit: json["quota"]?["limit"]?.int ?? 1, seconds: json["quota"]?["seconds"]?.int ?? 60)
        case "reset": action = .wire(.reset, isHandled: isHandled)
        case "empty": action = .wire(.empty, isHandled: isHandled)
        case "cut_body": action = .wire(.cut(after: json["cut_body"]?.int ?? 0), isHandled: isHandled)
        case "slow_body": action = .wire(.slow(bytesPerSecond: json["slow_body"]?.int ?? 1), isHandled: isHandled)
        case "wrong_length": action = .wire(.wrongLength(by: json["wrong_length"]?.int ?? 1), isHandled: isHandled)
        case "malformed_json": action = .malformedJSON
        case "upload_cut": action = .uploadCut(json["upload_cut"]?.int ?? 0)
        default: action = .pass
        }
        answer = try FaultAnswer(json, field: field)
        latency = try json["latency_ms"].map { try Self.latency($0, field: field) }
        times = json["times"]?.int ?? 1
        name = (given.first ?? "latency") + (json["status"]?.int.map { " \($0)" } ?? "")
    }

    private static func latency(_ json: JSON, field: String) throws -> Latency {
        if let fixed = json.int, (0...Latency.maximum).contains(fixed) { return .fixed(fixed) }
        let limits = 0...Double(Latency.maximum)
        if let low = json["uniform"]?[0]?.double, let high = json["uniform"]?[1]?.double, low <= high,
            limits.contains(low), limits.contains(high)
        {
            return .uniform(low...high)
        }
        if let median = json["lognormal"]?["median"]?.double, let sigma = json["lognormal"]?["sigma"]?.double,
            limits.contains(median), (0...10).contains(sigma)
        {
            return .lognormal(median: median, sigma: sigma)
        }
        throw Problem.badRequest(
            "\(field).latency_ms must be milliseconds up to \(Latency.maximum), {\"uniform\": [low, high]} or {\"lognormal\": {\"median\", \"sigma\"}}.",
            field: "\(field).latency_ms")
    }

    private static func problem(_ json: JSON) -> Problem {
        let status = json["status"]?.int ?? 500
        let message = json["message"]?.string ?? sentences[status] ?? "The service answered \(status)."
        let problem = Problem(status: status, code: codes[status] ?? "fault", message: message)
        return json["retry_after"]?.int.map { problem.with(header: "Retry-After", String($0)) } ?? problem
    }

    private static let codes = [
        401: "unauthenticated", 403: "forbidden", 404: "not_found", 409: "conflict", 429: "too_many_requests",
        500: "internal_error", 503: "unavailable",
    ]

    private static let sentences = [
        401: "The credential has expired.", 403: "You are not allowed to do this.",
        404: "The requested object was not found.",
        408: "The request took too long.", 409: "The object is in the wrong state for this request.",
        429: "Too many requests.",
        500: "The server could not complete the request.", 502: "The upstream service does not answer.",
        503: "The service is temporarily unavailable.", 504: "The upstream service took too long.",
    ]
}
