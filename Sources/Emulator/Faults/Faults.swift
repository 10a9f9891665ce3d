// The fault plans of one tenant.

import Contract
import HTTP
import JSON

/// Plans in the order of creation. The first that matches a request and has a fault for it applies.
public final class Faults {
    /// The most plans of a tenant.
    public static let maximum = 1000

    /// All plans, also those that are used up.
    public private(set) var plans: [FaultPlan] = []
    private var made = 0

    /// A planned cut of a body that has not arrived yet.
    struct UploadCut {
        let plan: FaultPlan
        let step: Int
        /// Bytes of the body after which it is cut.
        let bytes: Int
        /// Nil while it is unknown whether the body is long enough.
        let fault: PlannedFault?
    }

    /// Whether a request needs to be looked at.
    var isEmpty: Bool { plans.isEmpty }
    /// Whether the heads of requests with bodies need to be looked at.
    private(set) var cutUploads = false

    /// Adds a plan. It replaces one with the same name.
    ///
    /// - Parameters:
    ///   - definition: as in the contract of the control plane.
    ///   - identifiers: the source of its random numbers.
    /// - Throws: ``Problem`` 400 when it is invalid, 409 when there are too many.
    public func add(_ definition: JSON, identifiers: Identifiers) throws -> FaultPlan {
        let id = definition["id"]?.string ?? freeName()
        let plan = try FaultPlan(
            id: id, definition: definition, generator: identifiers.generator(for: ["faults", id]))
        if let place = plans.firstIndex(where: { $0.id == id }) {
            plans[place] = plan
        } else {
            guard plans.count < Self.maximum else {
                throw Problem.conflict("This tenant already has \(Self.maximum) fault plans. Delete one first.")
            }
            plans.append(plan)
        }
        refresh()
        return plan
    }

    /// Deletes a plan.
    ///
    /// - Throws: ``Problem`` 404 when there is none of that name.
    public func remove(_ id: String) throws {
        guard plans.contains(where: { $0.id == id }) else { throw Problem.notFound("Fault plan \(id)") }
        plans.removeAll { $0.id == id }
        refresh()
    }

    /// Deletes all plans.
    public func clear() {
        plans = []
        made = 0
        refresh()
    }

    func take(for operation: Operation, _ head: RequestHead, now: Instant) -> PlannedFault? {
        for plan in plans where plan.nextUploadCut == nil && plan.fits(operation, head) {
            if let fault = plan.next(now: now) { return fault }
        }
        return nil
    }

    /// The cut of a body that is about to come, when that is the next step of the plan that decides; nil when the
    /// body will not be cut.
    ///
    /// - Parameter bodyBytes: how long the body will be. When that is not known the step is used up by
    ///   ``settle(_:receivedBytes:)``.
    func takeUploadCut(
        for operation: Operation, _ head: RequestHead, bodyBytes: Int?, now: Instant
    ) -> UploadCut? {
        for plan in plans where plan.fits(operation, head) {
            guard let bytes = plan.nextUploadCut else {
                if plan.isCertain { return nil }
                continue
            }
            let step = plan.place
            guard let bodyBytes else {
                if plan.draw() { return UploadCut(plan: plan, step: step, bytes: bytes, fault: nil) }
                continue
            }
            guard bodyBytes >= max(1, bytes) else { continue }
            if let fault = plan.next(now: now) { return UploadCut(plan: plan, step: step, bytes: bytes, fault: fault) }
        }
        return nil
    }

    /// What has happened to a request whose body did not come whole; nil when its client left before the cut.
    func settle(_ cut: UploadCut, receivedBytes: Int) -> PlannedFault? {
        cut.fault ?? (receivedBytes >= cut.bytes ? cut.plan.fire(cut.step) : nil)
    }

    /// A name that no plan has.
    private func freeName() -> String {
        var name: String
        repeat {
            made += 1
            name = "fault-\(made)"
        } while plans.contains { $0.id == name }
        return name
    }

    private func refresh() {
        cutUploads = plans.contains(where: \.cutsUploads)
    }
}
