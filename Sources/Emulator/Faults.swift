// The fault plans of one tenant.

import Contract
import HTTP
import JSON

/// Plans in the order of their making; the first that fits a request and has something for it decides.
public final class Faults {
    /// The most plans of a tenant.
    public static let maximum = 1000

    /// Every plan, used up or not.
    public private(set) var plans: [FaultPlan] = []
    private var made = 0

    /// Whether a request needs to be looked at.
    var isEmpty: Bool { plans.isEmpty }
    /// Whether the heads of requests with bodies need to be looked at.
    private(set) var cutUploads = false

    /// Adds a plan, in place of one with the same name.
    ///
    /// - Parameters:
    ///   - definition: as the control plane's contract has it.
    ///   - identifiers: its chance comes from the tenant's seed.
    /// - Throws: ``Problem`` 400 when it is none, 409 when there are too many.
    public func add(_ definition: JSON, identifiers: Identifiers) throws -> FaultPlan {
        let id = definition["id"]?.string ?? "fault-\(made + 1)"
        let plan = try FaultPlan(
            id: id, definition: definition, generator: identifiers.generator(for: ["faults", id]))
        if let place = plans.firstIndex(where: { $0.id == id }) {
            plans[place] = plan
        } else {
            guard plans.count < Self.maximum else {
                throw Problem.conflict("There are already \(Self.maximum) fault plans.")
            }
            plans.append(plan)
            made += 1
        }
        refresh()
        return plan
    }

    /// Drops a plan.
    ///
    /// - Throws: ``Problem`` 404 when there is none of that name.
    public func remove(_ id: String) throws {
        guard plans.contains(where: { $0.id == id }) else { throw Problem.notFound("Fault plan \(id)") }
        plans.removeAll { $0.id == id }
        refresh()
    }

    /// Drops every plan.
    public func clear() {
        plans = []
        made = 0
        refresh()
    }

    func take(for operation: Operation, _ head: RequestHead, now: Instant) -> PlannedFault? {
        for plan in plans where !plan.cutsUploads && plan.fits(operation, head) {
            if let fault = plan.next(now: now) { return fault }
        }
        return nil
    }

    /// After how many bytes of its body a request's connection is to be reset; nil when it is not.
    func takeUploadCut(for operation: Operation, _ head: RequestHead, now: Instant) -> (bytes: Int, text: String)? {
        for plan in plans where plan.cutsUploads && plan.fits(operation, head) {
            if let fault = plan.next(now: now), case .uploadCut(let bytes) = fault.action { return (bytes, fault.text) }
        }
        return nil
    }

    private func refresh() {
        cutUploads = plans.contains(where: \.cutsUploads)
    }
}
