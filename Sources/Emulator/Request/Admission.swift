// The look at a request's head, before its body: which operation and tenant it is for, what to do with the body, and
// whether it is refused at once. It changes nothing: no tenant is made, no clock moves, nothing is counted.

import Contract
import HTTP

extension Emulator {
    /// Bodies up to this size are received whoever sends them; larger ones only for a known caller and a path that
    /// exists.
    private static let freeBodyBytes = 1 << 20
    /// Bodies from this size on may be worth keeping in part.
    private static let partialBodyBytes = 64 << 10

    /// Looks at a head. The context that comes of it is handed to ``respond(to:with:deliver:)`` once the body is there.
    public func admit(_ head: RequestHead, framing: Framing) -> RequestContext {
        let context = look(at: head)
        let size: Int
        switch framing.body {
        case .none: return context
        case .length(let count): size = count
        case .chunked: size = .max
        }
        let operation = context.operation
        context.bodyPolicy.isBinary = operation?.bodyKinds == [.raw]
        let mayKeepPart =
            size >= Self.partialBodyBytes && context.platform.partialBodies.contains(operation?.id ?? "")
        guard size > Self.freeBodyBytes || framing.expectsContinue || mayKeepPart else { return context }
        let refusal = earlyRefusal(of: context)
        context.bodyPolicy.keepsPart = mayKeepPart && refusal == nil
        if size > Self.freeBodyBytes || framing.expectsContinue { refuse(context, because: refusal) }
        return context
    }

    /// The same for a request that is there in full.
    func look(at head: RequestHead, isPart: Bool = false) -> RequestContext {
        let route = Route.find(head, router: catalogue.router, platforms: platforms)
        var selection = TenantSelection.fallback
        let secret = route.platform.credential(head)
        var refusal: (any Error)?
        do {
            selection = try TenantSelection.choose(
                Request(head: head, body: .none), route: route, secret: secret, in: tenants)
            if let operation = route.operation {
                try route.platform.gate(operation, head, configuration.adminToken)
            }
        } catch {
            refusal = error
        }
        let context = RequestContext(
            head: head, route: route, secret: secret, selection: selection,
            tenant: tenants[selection.name] ?? tenants.main, configuration: configuration, isPart: isPart)
        context.refusal = refusal
        return context
    }

    /// Gives a request whose body is about to come the cut that a fault plan has in store for it, if one has: this uses
    /// up the plan's step.
    public func planCut(of context: RequestContext, framing: Framing) {
        let faults = context.tenant.faults
        guard faults.cutUploads, framing.body != .none, !context.bodyPolicy.isRefused, earlyRefusal(of: context) == nil,
            let operation = context.operation
        else { return }
        var size: Int?
        if case .length(let count) = framing.body { size = count }
        context.cut = faults.takeUploadCut(
            for: operation, context.head, bodyBytes: size, now: context.tenant.now)
        guard let cut = context.cut else { return }
        context.bodyPolicy.cutAfter = cut.bytes
        context.bodyPolicy.keepsPart = true
    }

    private func refuse(_ context: RequestContext, because refusal: (any Error)?) {
        guard let refusal else { return }
        context.refusal = refusal
        context.bodyPolicy.isRefused = true
    }

    /// Why a request will be refused whatever its body is; nil when that cannot be told from its head. The caller of a
    /// tenant that does not exist yet is known when the tenant has been made.
    private func earlyRefusal(of context: RequestContext) -> (any Error)? {
        if let refusal = context.refusal { return refusal }
        do {
            do {
                try tenants.checkMayEnter(context.selection)
            } catch {
                context.loseTenant()
                throw error
            }
            guard let operation = context.operation else { throw unmatched(context) }
            guard operation.security, let tenant = tenants[context.selection.name] else { return nil }
            _ = try context.platform.authenticate(tenant, context.request)
            return nil
        } catch {
            return error
        }
    }

    /// The problem of a path that no operation has, or not with this method.
    func unmatched(_ context: RequestContext) -> Problem {
        if case .methodNotAllowed(let allow) = context.route.match {
            .methodNotAllowed(context.head.method.name, allow: allow)
        } else {
            .unknownPath
        }
    }
}
