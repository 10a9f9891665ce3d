// One request, end to end: the page that says what happens to a request between its bytes and its answer.
//
// The head has been looked at before (Admission.swift). Each line of ``Emulator/respond(to:with:deliver:)`` is one step;
// the steps follow in the same order. A step that throws ends the request with that problem.

import Contract
import HTTP
import JSON
import Store

extension Emulator {
    /// Answers an admitted request whose body has arrived. Calls `deliver` exactly once, from ``commitTurn()``, so that an
    /// answered write is on disk.
    public func respond(
        to context: RequestContext, with request: Request, deliver: @escaping (Response) -> Void
    ) {
        context.begin(request, arrival: wallClock.microseconds(), deliver: deliver)
        finish(context) {
            try select(context)  // which tenant: here alone a request makes one
            tick(context)  // its clock steps, and what is due runs
            guard let call = try route(context) else { return try answerWithoutOperation(context) }  // 404, 405
            context.call = call
            guard isPathComplete(call) else { return try completePath(call) { [self] in try check(call, context) } }
            return try check(call, context)
        }
    }

    /// Looks at a call whose path is complete, as far as is possible without its body; then at that.
    private func check(_ call: Call, _ context: RequestContext) throws -> Reply {
        try checkAccess(call)
        let body = try readParameters(call)  // 400
        guard let body else { return try perform(call, context) }
        return try withBody(call, body, check: true) { [self] in try perform(call, context) }  // 400, 413, 415
    }

    private func checkAccess(_ call: Call) throws {
        try authenticate(call)  // who calls: 401
        try scope(call)  // do the records in the path exist: 404
        try authorise(call)  // may the caller do this: 403
    }

    /// Does what a call asks for whose every part is as it should be.
    private func perform(_ call: Call, _ context: RequestContext) throws -> Reply {
        try chooseID(call, context)  // the id that X-Deepmock-Id asks for: 400
        try meetFault(call, context)  // what the control plane has planned
        return try handle(call, context)  // in a savepoint
    }

    /// Renders, records and holds an answer that is ready; postpones one that is not.
    func finish(_ context: RequestContext, _ answer: () throws -> Reply) {
        do {
            var reply = try answer()
            if case .ready(.content(let content)) = reply.kind, Download.isSelective(context.head) {
                guard let tag = try content.tag ?? entityTags.tag(of: content.payload) else {
                    return computeTag(of: content, reply, context)
                }
                reply = try Download.select(content, tag: tag, of: reply, for: context.head, now: context.now)
            }
            switch reply.kind {
            case .ready(let body):
                context.takeNumber()
                let response = Rendering.response(reply, body: body, context: context)
                hold(context, response, problem: nil)
            case .later, .slices, .alone: postpone(context, reply)
            }
        } catch {
            let problem = problem(of: error)
            if problem.isOutsideContract { context.leaveContract() }
            context.takeNumber()
            hold(context, Rendering.response(problem, context: context), problem: problem)
        }
    }

    /// Reads a content on the thread pool for its entity tag, then goes on.
    private func computeTag(of content: Reply.Content, _ reply: Reply, _ context: RequestContext) {
        let payload = content.payload
        work({ try EntityTags.compute(payload) }, owner: context.tenant.name) { [unowned self] result in
            finish(context) {
                var content = content
                content.tag = try result.get() as? EntityTag
                if let tag = content.tag { try entityTags.remember(tag, of: payload) }
                return reply.with(content)
            }
        }
    }

    // MARK: - The steps

    /// Enters the tenant. For operations without a credential the choice is made again, because the body may name it.
    private func select(_ context: RequestContext) throws {
        if let host = context.unexpectedHost { noteForeignHost(host.lowercased(), tenant: context.tenant.name) }
        if let refusal = context.refusal { throw refusal }
        if context.platform.readsClues, let operation = context.operation, !operation.security {
            context.selection = try TenantSelection.choose(
                context.head, context.request, route: context.route, secret: context.secret, in: tenants)
        }
        if !tenants.held.isEmpty { try checkNotHeld(context) }
        if context.tenant.name != context.selection.name || context.tenant.isClosed {
            do {
                context.enter(try tenants.enter(context.selection, context.head))
            } catch {
                context.loseTenant()
                throw error
            }
        }
        if let secret = context.secret {
            try tenants.adopt(secret, into: context.tenant, platform: context.platform)
        }
    }

    private func tick(_ context: RequestContext) {
        if !context.isLook { context.tenant.stepClock() }
        context.setTime()
        runDue(context.tenant, limit: 100)
    }

    /// The call of the matching operation; nil if there is none.
    private func route(_ context: RequestContext) throws -> Call? {
        guard case .operation(let operation, let captures) = context.route.match, context.head.method != .options
        else { return nil }
        if !context.isLook { coverage.count(operation) }
        return Call(
            emulator: self, tenant: context.tenant, platform: context.platform, operation: operation,
            request: context.request, now: context.now, links: context.links, captures: captures)
    }

    /// Answers OPTIONS and `GET /`; anything else is a 404 or a 405.
    private func answerWithoutOperation(_ context: RequestContext) throws -> Reply {
        if context.head.method == .options { return try CrossOrigin.reply(context, router: catalogue.router) }
        if context.route.isIndex(context.head) {
            return Index.reply(platforms, external: configuration.externalURLs, links: context.links)
        }
        throw unmatched(context)
    }

    /// Whether the path names everything that the operation's own path names; an alias may leave something to the body.
    private func isPathComplete(_ call: Call) -> Bool { call.captures.count >= call.operation.captureCount }

    /// Reads from the body what an alias leaves out of the path (`x-body-member`).
    private func completePath(_ call: Call, then rest: @escaping () throws -> Reply) throws -> Reply {
        let contract = try contracts.requestContract(call.operation)
        return try withBody(call, contract.body, check: false) {
            for parameter in contract.parameters where !call.captures.contains(where: { $0.name == parameter.name }) {
                guard let member = parameter.bodyMember else { continue }
                let given = call.decodedBody?.json[member]
                guard let value = given?.string ?? given?.int.map({ String($0) }) else {
                    throw Problem.badRequest(
                        "\(member) is required in the body, because the path does not contain it.", field: member)
                }
                call.captures.append((parameter.name, value))
            }
            return try rest()
        }
    }

    private func authenticate(_ call: Call) throws {
        guard call.operation.security else { return }
        call.caller = try caller(of: call.request, platform: call.platform, tenant: call.tenant)
    }

    private func scope(_ call: Call) throws {
        for name in call.operation.scopes {
            guard let resolve = call.platform.scopes[name] else {
                preconditionFailure("\(call.operation.name) has x-scope \(name), and yet the start-up check passed.")
            }
            try resolve(call)
        }
    }

    /// The operation's role decides, or the platform itself where the contract names none.
    private func authorise(_ call: Call) throws {
        guard let role = call.operation.role else { return try call.platform.authorise(call) }
        guard let check = call.platform.roles[role] else {
            preconditionFailure("\(call.operation.name) has x-role \(role), and yet the start-up check passed.")
        }
        try check(call)
    }

    /// Reads and checks the parameters.
    ///
    /// - Returns: the contract of the body; nil when there is none to decode.
    private func readParameters(_ call: Call) throws -> BodyContract? {
        let contract = try contracts.requestContract(call.operation)
        let headers = call.request.head.headers
        let query = try QueryReader.items(of: call)
        if call.platform.isControl { try QueryReader.refuseUnknown(query, contract, of: call) }
        switch contract.parameters(path: call.captures, query: query, header: { headers.all($0) }) {
        case .success(let values): call.parameters = values
        case .failure(let error): throw Problem(error)
        }
        // Raw bytes are not decoded: their handler reads them from the request.
        guard let body = contract.body, body.kinds != [.raw] else { return nil }
        return body
    }

    /// Only a request that would have been handled uses up a fault.
    private func meetFault(_ call: Call, _ context: RequestContext) throws {
        let faults = call.tenant.faults
        guard !faults.isEmpty, !call.platform.isControl, !call.request.isCut, !context.isLook else { return }
        context.fault = faults.take(for: call.operation, call.request.head, now: call.now)
        try context.fault?.intervene()
    }

    private func handle(_ call: Call, _ context: RequestContext) throws -> Reply {
        let handler = platforms.handler(of: call.operation)
        return try part(of: context) { try handler(call) }.ofHandler
    }

    // MARK: - Parts

    /// How often a request is handled again.
    private static let mostRepetitions = 3

    /// Runs a part of a request in a savepoint: its handler, what follows work on the pool, or a slice. Between two parts
    /// others are served.
    func part<T>(of context: RequestContext, _ body: () throws -> T) throws -> T {
        try context.tenant.database.savepoint { try choosing(for: context, body) }
    }

    /// Runs the part of a request that follows work on the pool. Others may have deleted a record that it is about
    /// meanwhile, or have taken a name, so a request whose handler has only begun is checked again; when the database
    /// refuses it nevertheless, it is handled again, as if it had come only now.
    func goOn(_ context: RequestContext, isFirst: Bool, _ body: () throws -> Reply) throws -> Reply {
        do {
            if isFirst { try checkAgain(context) }
            return try part(of: context, body)
        } catch let error as StoreError {
            guard isFirst, error.isConflict, let call = context.call else {
                return try overtaken(context, because: error)
            }
            guard context.repetitions < Self.mostRepetitions else { throw error }
            context.repetitions += 1
            try checkAgain(context)
            return try handle(call, context)
        }
    }

    /// Says why the database has refused a part that cannot be run again.
    ///
    /// - Throws: ``Problem`` of a request that is checked again, ``Problem/overtaken``, or `error` when what others do
    ///   cannot be the reason.
    func overtaken(_ context: RequestContext, because error: StoreError) throws -> Reply {
        guard error.isConflict else { throw error }
        log.info("request overtaken", ["operation": context.operation?.name ?? "", "error": "\(error)"])
        try checkAgain(context)
        throw Problem.overtaken
    }

    private func checkAgain(_ context: RequestContext) throws {
        if let call = context.call { try checkAccess(call) }
    }
}
