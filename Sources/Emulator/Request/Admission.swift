// Looks at a request's head before its body arrives: which operation and tenant it is for, what to do with the body, and
// whether to refuse it at once. Nothing is changed: no tenant is made, no clock moves, nothing is counted.

import Contract
import HTTP

extension Emulator {
    /// Bodies up to this size are received from anybody; larger ones only from known callers and for paths that exist.
    private static let freeBodyBytes = 1 << 20
    /// Only bodies of at least this size are worth keeping in part.
    private static let partialBodyBytes = 64 << 10

    /// Looks at a head. Hand the context to ``respond(to:with:deliver:)`` when the body has arrived.
    public func admit(_ head: RequestHead, framing: Framing) -> RequestContext {
        let context = look(
            at: head, isFromThisMachine: framing.isFromThisMachine, isSecure: framing.isSecure)
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

    /// Looks at the head of a request that has arrived in full.
    ///
    /// - Parameters:
    ///   - isPart: whether it is a part of another request.
    ///   - isFromThisMachine: whether its sender may say what other clients used, as a proxy does.
    ///   - isSecure: whether it came through TLS.
    func look(
        at head: RequestHead, isPart: Bool = false, isFromThisMachine: Bool = true, isSecure: Bool = false
    ) -> RequestContext {
        let findings = recentRoutes.findings(of: head) { head in
            let route = Route(head, router: catalogue.router, platforms: platforms)
            return RecentRoutes.Findings(head: head, route: route, secret: route.platform.credential(head))
        }
        let (route, secret) = (findings.route, findings.secret)
        var selection = TenantSelection.fallback
        var refusal: (any Error)?
        do {
            selection = try TenantSelection.choose(
                head, Request(head: head, body: .none), route: route, secret: secret, in: tenants)
            if let operation = route.operation {
                try route.platform.gate(operation, head, configuration.adminToken)
            }
        } catch {
            refusal = error
        }
        // The index of all platforms is no platform's.
        let external =
            route.isIndex(head) ? configuration.externalURLs.general : configuration.externalURLs[route.platform.id]
        let origin =
            external
            ?? ClientOrigin.url(
                of: head, route: route, platforms: platforms, isFromThisMachine: isFromThisMachine,
                isSecure: isSecure, own: ownAuthority, recent: &recentOrigins)
        let context = RequestContext(
            head: head, route: route, secret: secret, selection: selection,
            tenant: selection.tenant ?? tenants[selection.name] ?? tenants.main, origin: origin,
            asksForAdminToken: configuration.adminToken != nil, isPart: isPart)
        context.refusal = refusal
        if let authority = head.target.authority, !answers(as: authority) {
            context.refuse(
                unexpectedHost: authority,
                because: Problem(status: 403, code: Problem.foreignHostCode, message: Self.refusal(of: authority)))
        }
        return context
    }

    /// Reserves the cut that a fault plan has for a body that is about to arrive, if any. This uses up the plan's step.
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

    /// Why a request will be refused whatever its body contains; nil if its head does not tell. The callers of a tenant
    /// that does not exist yet are known only after it has been made.
    private func earlyRefusal(of context: RequestContext) -> (any Error)? {
        if let refusal = context.refusal { return refusal }
        do {
            try tenants.checkMayEnter(context.selection, context.head)
        } catch {
            context.loseTenant()
            return error
        }
        guard let operation = context.operation else { return unmatched(context) }
        guard operation.security, let tenant = tenants[context.selection.name] else { return nil }
        if let secret = context.secret, tenants.mayAdopt(secret, into: tenant, platform: context.platform) {
            return nil
        }
        do {
            _ = try caller(of: context.request, platform: context.platform, tenant: tenant)
            return nil
        } catch {
            return error
        }
    }

    /// 404 for a path that no operation has, 405 for a method that its path does not have.
    func unmatched(_ context: RequestContext) -> Problem {
        if case .methodNotAllowed(let allow) = context.route.match {
            .methodNotAllowed(context.head.method.name, allow: allow)
        } else {
            .unknownPath
        }
    }
}
