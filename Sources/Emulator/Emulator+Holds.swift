// Worlds that move to another process: from the moment of their copy nothing in them is answered or happens, so that
// nothing is lost behind the copy.

import HTTP

extension Emulator {
    /// The name of the snapshot that moves.
    public static let movingSnapshot = "moving"

    /// Takes the snapshot that moves, and holds the tenant from then on.
    ///
    /// - Throws: ``Problem`` 404 when there is no such tenant, 409 for `default`, and as ``takeSnapshot(_:of:)``.
    public func hold(_ name: String) throws -> Snapshot {
        guard let tenant = tenants[name] else { throw Problem.notFound("Tenant \(name)") }
        guard name != Tenant.defaultName else {
            throw Problem.conflict("The tenant default cannot be held: every server has one of its own.")
        }
        try takeSnapshot(Self.movingSnapshot, of: tenant)
        tenants.hold(name)
        return try tenant.snapshots.find(Self.movingSnapshot)
    }

    /// Lets requests to a tenant, or to the name of one that has gone, through again.
    ///
    /// - Throws: ``Problem`` 404 when it is not held.
    public func release(_ name: String) throws {
        guard tenants.release(name) else { throw Problem.notFound("A tenant \(name) that is held") }
        hasWork = true
    }

    /// Refuses a request to a tenant that is held, unless it only reads the control plane of one that is still there.
    ///
    /// - Throws: ``Problem`` 503 with `Retry-After`.
    func checkNotHeld(_ context: RequestContext) throws {
        let name = context.selection.name
        guard tenants.held.contains(name) else { return }
        let isThere = tenants[name] != nil
        let reads = context.head.method == .get || context.head.method == .head
        guard !isThere || !context.platform.isControl || !reads else { return }
        if !isThere { context.loseTenant() }
        context.leaveContract()
        throw Problem.moving
    }

    /// Whether transitions and webhooks of a tenant rest.
    func isHeld(_ tenant: Tenant) -> Bool { !tenants.held.isEmpty && tenants.held.contains(tenant.name) }
}

extension Problem {
    /// 503: the world is on its way to another server.
    static var moving: Problem {
        Problem(
            status: 503, code: "moving", message: "This world is moving to another server. Try again.",
            headers: [("Retry-After", "1")])
    }
}
