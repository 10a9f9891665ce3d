// Finding out what a request is for: which platform, which tenant, which operation.

import Contract
import HTTP
import JSON

/// Routing of one request.
enum Route {
    /// What routing found.
    private struct Found {
        let match: RouteMatch
        let segments: [String]
        let platform: Platform
        let scope: String?
    }

    /// Places the request, routes it and runs it.
    static func answer(_ request: Request, in emulator: Emulator, context: RequestContext) throws -> Reply {
        let found = try find(request, in: emulator, context: context)
        context.tenant.stepClock()
        context.setTime()
        emulator.runDue(context.tenant, limit: 100)
        if request.head.method == .options {
            if request.head.target.rawPath == "*" {
                return CrossOrigin.reply(allow: CrossOrigin.methods, request: request)
            }
            let allow = emulator.catalogue.router.allowed(
                segments: found.segments, hasFinalSlash: request.head.target.hasFinalSlash, platform: found.scope)
            guard !allow.isEmpty else { throw Problem.unknownPath }
            return CrossOrigin.reply(allow: allow, request: request)
        }
        if case .notFound = found.match, found.segments.isEmpty, found.scope == nil, method(request) == Method.get.name
        {
            return Index.reply(links: context.links)
        }
        let (operation, captures) = try operation(found, request)
        context.operation = operation
        return try emulator.run(operation, captures: captures, context: context)
    }

    /// Places the request and goes as far as authentication, for a look at a head whose body has not come yet.
    static func admit(_ request: Request, in emulator: Emulator, context: RequestContext) throws {
        let found = try find(request, in: emulator, context: context)
        let (operation, captures) = try operation(found, request)
        context.operation = operation
        guard operation.security, found.platform.stages.first == .authenticate else { return }
        let call = emulator.call(operation, captures: captures, context: context)
        _ = try found.platform.authenticate(call.tenant, request)
    }

    private static func operation(
        _ found: Found, _ request: Request
    ) throws -> (Operation, [(name: String, value: String)]) {
        switch found.match {
        case .operation(let operation, let captures): return (operation, captures)
        case .methodNotAllowed(let allow):
            throw Problem.methodNotAllowed(request.head.method.name, allow: allow)
        case .notFound: throw Problem.unknownPath
        }
    }

    private static func find(_ request: Request, in emulator: Emulator, context: RequestContext) throws -> Found {
        var segments = request.head.target.segments.map(\.decoded)
        var prefix: String?
        if segments.count >= 2, segments[0] == "t" {
            prefix = segments[1]
            segments.removeFirst(2)
        }
        let host = request.head.headers["host"] ?? request.head.target.authority
        let vendor = vendorPlatform(host, in: emulator)
        let isControl = segments.first == "__admin"
        let scope = isControl ? Platform.controlID : vendor?.id
        let match = emulator.catalogue.router.match(
            method: method(request), segments: segments, hasFinalSlash: request.head.target.hasFinalSlash,
            platform: scope)

        let platform: Platform
        if case .operation(let operation, _) = match {
            platform = emulator.platform(operation.platform)
        } else {
            platform = emulator.platform(scope ?? UnknownPath.platform(of: segments))
        }
        try place(context, platform: platform, match: match, prefix: prefix, host: host, in: emulator)
        if platform.isControl { try authorise(context, match, in: emulator) }
        return Found(match: match, segments: segments, platform: platform, scope: scope)
    }

    /// Who may not use the control plane makes no tenant by it, and moves no clock: this comes before all else.
    private static func authorise(_ context: RequestContext, _ match: RouteMatch, in emulator: Emulator) throws {
        guard case .operation(let operation, let captures) = match else { return }
        context.operation = operation
        try context.platform.authorise(emulator.call(operation, captures: captures, context: context))
    }

    /// HEAD is GET without the body.
    private static func method(_ request: Request) -> String {
        request.head.method == .head ? Method.get.name : request.head.method.name
    }

    private static func vendorPlatform(_ host: String?, in emulator: Emulator) -> Platform? {
        guard var name = host?[...] else { return nil }
        if let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
        return emulator.platformsByHost[String(name)]
    }

    /// First match wins: path prefix, header, host label, credential, `default`. A clue that only the platform
    /// understands comes before the credential of an operation that needs none, and after it elsewhere.
    private static func place(
        _ context: RequestContext, platform: Platform, match: RouteMatch, prefix: String?, host: String?,
        in emulator: Emulator
    ) throws {
        let request = context.request
        let secret = platform.credential(request)
        let fallback = try emulator.tenants.findOrMake(Tenant.defaultName)
        var tenant = fallback
        var choice = TenantChoice.fallback
        var refusal: (any Error)?
        func place() {
            context.place(
                in: tenant, platform: platform,
                links: Links(
                    external: emulator.configuration.externalURL, host: host, tenant: tenant.name, choice: choice))
        }
        func choose(_ name: String, _ way: TenantChoice) {
            do {
                if platform.isControl, emulator.tenants[name] == nil {
                    place()
                    try authorise(context, match, in: emulator)
                }
                tenant = try emulator.tenants.findOrMake(name)
                choice = way
            } catch {
                refusal = error
            }
        }
        func follow(_ operation: Operation) -> Bool {
            guard let clue = platform.clue(operation, request) else { return false }
            do {
                guard let found = try emulator.tenants.follow(clue) else { return false }
                tenant = found
                choice = .credential
            } catch {
                refusal = error
            }
            return true
        }
        var operation: Operation?
        if case .operation(let matched, _) = match { operation = matched }
        if let prefix {
            choose(prefix, .prefix)
        } else if let name = request.head.headers["x-deepmock-tenant"] {
            choose(name, .header)
        } else if let name = host.flatMap(TenantName.inHost) {
            choose(name, .host)
        } else if let operation, !operation.security, follow(operation) {
            // Placed.
        } else if let secret {
            if let owner = emulator.tenants.owner(of: CredentialKey(platform: platform.id, secret: secret)) {
                tenant = owner
                choice = .credential
            } else if let name = TenantName.inCredential(secret), !emulator.tenants.policy.isStrict {
                choose(name, .credential)
            } else if let operation, operation.security {
                _ = follow(operation)
            }
        }
        if refusal == nil, !emulator.tenants.policy.isStrict, let secret, TenantName.inCredential(secret) == tenant.name
        {
            try tenant.credentials.adopt(secret, platform: platform.id)
        }
        place()
        if let refusal { throw refusal }
    }
}

/// The short index at `GET /`: what this server stands in for, and where.
enum Index {
    static func reply(links: Links) -> Reply {
        Reply.json([
            "deepmock": "a local mock server for four hosted platforms",
            "platforms": .object(
                JSONObject(Index.platforms.map { ($0, .string(links.base)) })),
            "admin": .string(links.url("/__admin")),
        ])
    }

    private static let platforms = ["deepva", "deepopinion", "deepen-tools", "deepen-calibrate"]
}
