// One request, end to end: the page that says what happens to a request between its bytes and its answer.
//
//   route         which operation: 404, 405 with Allow
//   authenticate  the platform's scheme: caller, or 401
//   scope         the records that the path names exist for this caller, or 404
//   authorise     what this caller may do, or 403
//   validate      parameters, then body: 400, 413, 415
//   fault         what the control plane has planned for this operation
//   handle        in a savepoint: reply or problem
//   render        the platform's dialect
//
// The order of the middle stages is the platform's own (``Platform/stages``).

import Contract
import HTTP
import JSON

extension Emulator {
    /// Takes a routed request through its platform's stages to its handler.
    func perform(_ call: Call, context: RequestContext) throws -> Reply {
        try perform(call, stages: call.platform.stages[...], context: context)
    }

    private func perform(_ call: Call, stages: ArraySlice<Platform.Stage>, context: RequestContext) throws -> Reply {
        var call = call
        for (index, stage) in zip(stages.indices, stages) {
            switch stage {
            case .authenticate: try authenticate(&call)
            case .scope:
                try completeCaptures(&call)
                try resolveScopes(call)
            case .authorise: try call.platform.authorise(call)
            case .validate:
                guard let body = try validateParameters(&call) else { continue }
                let isConflict = call.platform.conflictingBodies.contains(call.operation.id)
                guard Self.isLong(call.request.body) else {
                    call.take(try Self.decode(call.request, body, isConflict: isConflict))
                    continue
                }
                let request = call.request
                return .later({ try Self.decode(request, body, isConflict: isConflict) }) { decoded in
                    call.take(decoded)
                    return try self.perform(call, stages: stages[(index + 1)...], context: context)
                }
            }
        }
        try takeFault(call, context: context)
        return try handle(call)
    }

    /// Only a request that would have been handled uses up what is planned.
    private func takeFault(_ call: Call, context: RequestContext) throws {
        let faults = context.tenant.faults
        guard !faults.isEmpty, !context.platform.isControl, !call.request.isCut else { return }
        context.fault = faults.take(for: call.operation, call.request.head, now: context.now)
        try context.fault?.intervene()
    }

    /// Whether parsing and checking a body may take more than about a millisecond.
    private static func isLong(_ body: RequestBody) -> Bool {
        if case .payload(let payload) = body { payload.count > 256 << 10 } else { false }
    }

    private func authenticate(_ call: inout Call) throws {
        guard call.operation.security else { return }
        call.caller = try call.platform.authenticate(call.tenant, call.request)
    }

    /// Takes from the body what an alias leaves out of the path (`x-body-member`).
    private func completeCaptures(_ call: inout Call) throws {
        guard call.captures.count < call.operation.captureCount else { return }
        let contract = try contracts.requestContract(call.operation)
        let body = try contract.body.flatMap { try BodyDecoder.decode(call.request, accepted: $0.kinds) }?.json
        for parameter in contract.parameters where !call.captures.contains(where: { $0.name == parameter.name }) {
            guard let member = parameter.bodyMember else { continue }
            guard let value = body?[member]?.string ?? body?[member]?.int.map({ String($0) }) else {
                throw Problem.badRequest(
                    "\(member): expected what the path does not name, got nothing of that kind.", field: member)
            }
            call.captures.append((parameter.name, value))
        }
    }

    private func resolveScopes(_ call: Call) throws {
        for name in call.operation.scopes {
            guard let resolve = call.platform.scopes[name] else {
                preconditionFailure(
                    "\(call.operation.id) has x-scope \(name), which \(call.platform.id) does not know.")
            }
            try resolve(call)
        }
    }

    /// Checks the parameters, and answers what is to be known about the body.
    private func validateParameters(_ call: inout Call) throws -> BodyContract? {
        let contract = try contracts.requestContract(call.operation)
        let headers = call.request.head.headers
        switch contract.parameters(path: call.captures, query: try query(of: call), header: { headers.all($0) }) {
        case .success(let values): call.parameters = values
        case .failure(let error): throw Self.problem(of: error)
        }
        // Nobody looks into raw bytes here: their handler finds them in the request.
        return contract.body?.kinds == [.raw] ? nil : contract.body
    }

    /// Decodes and checks a body.
    ///
    /// - Parameter isConflict: whether what is not valid is a conflict here, not a bad request.
    private static func decode(_ request: Request, _ body: BodyContract, isConflict: Bool) throws -> CheckedBody {
        do {
            return try decode(request, body)
        } catch let problem as Problem where isConflict && problem.status == 400 {
            throw Problem.conflict(problem.message, field: problem.field)
        }
    }

    /// Decodes and checks a body; null when there is none and none is needed.
    private static func decode(_ request: Request, _ body: BodyContract) throws -> CheckedBody {
        guard let decoded = try BodyDecoder.decode(request, accepted: body.kinds) else {
            guard body.isRequired else { return CheckedBody(value: .null, uploads: []) }
            throw Problem.badRequest("A body is required: \(body.kinds.map(\.mediaType).joined(separator: " or ")).")
        }
        switch body.validate(decoded.json, kind: decoded.kind, files: decoded.uploads.map(\.name)) {
        case .success(let value): return CheckedBody(value: value, uploads: decoded.uploads)
        case .failure(let error): throw Problem.invalid(error.violations, in: "body")
        }
    }

    private func query(of call: Call) throws -> [(name: String, value: String)] {
        guard let raw = call.request.head.target.rawQuery, !raw.isEmpty else { return [] }
        do {
            return try QueryItems(parsing: raw).map { ($0.name, $0.value) }
        } catch {
            if call.platform.lenientQueries.contains(call.operation.id) {
                return raw.split(separator: "&").flatMap { item in
                    (try? QueryItems(parsing: String(item))).map { $0.map { ($0.name, $0.value) } } ?? []
                }
            }
            throw Problem.badRequest("The query is not well formed: \(error.reason)")
        }
    }

    /// A path value of the wrong form names nothing: 404. Anything else that is wrong with a parameter is a 400.
    private static func problem(of error: ParameterError) -> Problem {
        if error.place == .path, error.violations.contains(where: { $0.keyword == "type" || $0.keyword == "format" }) {
            return .notFound("The requested object")
        }
        return .invalid(error.violations, in: error.place.rawValue)
    }

    private func handle(_ call: Call) throws -> Reply {
        guard let handler = call.platform.handlers[call.operation.id] else {
            preconditionFailure("\(call.operation.id) has no handler, and yet the start-up check passed.")
        }
        return try call.database.savepoint { try handler(call) }
    }
}

/// A body that keeps its contract.
private struct CheckedBody: Sendable {
    let value: JSON
    let uploads: [Upload]
}

extension Call {
    /// Takes a body that was decoded and checked.
    fileprivate mutating func take(_ decoded: CheckedBody) {
        body = decoded.value
        uploads = decoded.uploads
    }
}
