// A fault plan: which requests it applies to, what happens to them in turn, and how often that has happened.

import Contract
import Crypto
import HTTP
import JSON

/// One plan. Each matching request takes the next step; after the last step the plan is used up.
public final class FaultPlan {
    /// Its name.
    public let id: String
    /// The definition as it was sent.
    public let definition: JSON
    /// The number of requests that matched.
    public private(set) var matched = 0
    /// How often a step other than `pass` was applied.
    public private(set) var fired = 0
    /// How often each step was applied.
    public private(set) var stepsFired: [Int]

    private let steps: [FaultStep]
    private let repeats: Bool
    private let probability: Double
    private let isBound: Bool
    private var generator: SeededGenerator
    /// The index of the next step.
    private(set) var place = 0
    private var usesOfStep = 0
    private var windowStart = Instant(microseconds: 0)
    private var usesInWindow = 0

    init(id: String, definition: JSON, generator: SeededGenerator) throws {
        self.id = id
        self.definition = definition
        self.generator = generator
        let given = definition["steps"]?.array ?? definition["fault"].map { [$0] } ?? []
        guard !given.isEmpty, definition["steps"] == nil || definition["fault"] == nil else {
            throw Problem.badRequest("A plan must have either steps or fault.", field: "steps")
        }
        steps = try given.enumerated().map { index, step in
            try FaultStep(step, field: definition["steps"] == nil ? "fault" : "steps.\(index)")
        }
        stepsFired = Array(repeating: 0, count: steps.count)
        repeats = definition["repeat"]?.bool ?? false
        probability = definition["probability"]?.double ?? 1
        isBound = definition["bound"]?.bool ?? false
    }

    /// Whether every step has been applied as often as it asks for. Plans that repeat, and quotas, are used up once
    /// they have fired.
    public var isUsedUp: Bool { endless ? fired > 0 : place >= steps.count }

    /// Whether it cuts uploads, which is decided by the head of a request, before its body.
    var cutsUploads: Bool {
        steps.contains { if case .uploadCut = $0.action { true } else { false } }
    }

    private var endless: Bool {
        repeats || steps.contains { if case .quota = $0.action { true } else { false } }
    }

    func fits(_ operation: Operation, _ head: RequestHead) -> Bool {
        if isBound || head.headers.contains(.deepmockFaultPlan) {
            guard head.headers[.deepmockFaultPlan] == id else { return false }
        }
        guard let match = definition["match"] else { return true }
        if let platform = match["platform"]?.string, platform != operation.platform { return false }
        if let name = match["operation"]?.string, name != operation.id { return false }
        if let method = match["method"]?.string, method.uppercased() != head.method.name { return false }
        if let path = match["path"]?.string, !head.target.pathWithoutTenant.hasPrefix(path) { return false }
        return (match["headers"]?.object ?? [:]).allSatisfy { name, value in
            head.headers.all(name).contains(where: value.isSaid)
        }
    }

    /// Bytes after which the next body is cut; nil when the next step is another one.
    var nextUploadCut: Int? {
        if place < steps.count, case .uploadCut(let bytes) = steps[place].action { bytes } else { nil }
    }

    /// Whether it certainly has a fault for the next matching request.
    var isCertain: Bool {
        guard place < steps.count, probability >= 1 else { return false }
        switch steps[place].action {
        case .pass: return steps[place].latency != nil
        case .quota: return false
        case .error, .wire, .malformedJSON, .uploadCut: return true
        }
    }

    /// Counts a matching request.
    ///
    /// - Returns: whether the random draw selects it for a fault.
    func draw() -> Bool {
        matched += 1
        return probability >= 1 || generator.unit() < probability
    }

    /// Applies the step `index` to a request that was selected before.
    func fire(_ index: Int) -> PlannedFault {
        if index == place { useStep() }
        stepsFired[index] += 1
        fired += 1
        return PlannedFault(
            plan: id, name: steps[index].name, action: steps[index].action, answer: nil, delayMilliseconds: 0)
    }

    /// The fault of the next matching request; nil when the plan is used up or the random draw spares the request.
    func next(now: Instant) -> PlannedFault? {
        guard place < steps.count, draw() else { return nil }
        let index = place
        let step = steps[index]
        var action = step.action
        if case .quota(let limit, let seconds) = action {
            guard let refusal = quota(limit: limit, seconds: seconds, now: now) else { return nil }
            action = .error(refusal)
        } else {
            useStep()
        }
        stepsFired[index] += 1
        if case .pass = action, step.latency == nil { return nil }
        fired += 1
        return PlannedFault(
            plan: id, name: step.name, action: action, answer: step.answer,
            delayMilliseconds: step.latency?.draw(&generator) ?? 0)
    }

    private func useStep() {
        usesOfStep += 1
        guard usesOfStep >= steps[place].times else { return }
        usesOfStep = 0
        place += 1
        if repeats, place == steps.count { place = 0 }
    }

    private func quota(limit: Int, seconds: Int, now: Instant) -> Problem? {
        let window = seconds * 1_000_000
        // The clock of a restored tenant may be before the window.
        if now.microseconds(since: windowStart) >= window || now < windowStart || usesInWindow == 0 {
            windowStart = now
            usesInWindow = 0
        }
        usesInWindow += 1
        guard usesInWindow > limit else { return nil }
        let rest = window - now.microseconds(since: windowStart)
        return Problem(status: 429, code: "too_many_requests", message: "Too many requests.")
            .with(header: "Retry-After", String(max(1, (rest + 999_999) / 1_000_000)))
    }
}
