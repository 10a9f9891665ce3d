// A request that a real service has answered is asked of the emulator, too, and the two answers are compared.
//
// The client's credential is never used here: the emulator is asked with one of its own, and the answer to what needs no
// credential (logins, tokens) is only held against the contract.

import Contract
import HTTP
import JSON
import System

extension Emulator {
    /// Answers that are longer are compared by status and media type alone.
    private static let comparedBytes = 4 << 20
    /// What the credential of comparisons is called, after the name of its tenant.
    private static let credential = "upstream"

    /// Compares what a real service has answered with what the emulator answers, and keeps the differences.
    public func compare(_ answer: UpstreamAnswer, with context: RequestContext, _ request: Request) {
        let line = "\(request.head.method.name) \(request.head.target.pathWithoutTenant)"
        let operation = context.operation
        let theirs = answer.body.count <= Self.comparedBytes ? answer.body : nil
        var found = contractDifferences(answer, operation, body: theirs)
        guard let own = ownRequest(for: context, request, answer) else {
            return differences.add(found, line: line)
        }
        self.answer(own) { [unowned self] response in
            func note(_ kind: UpstreamDifferences.Kind, _ pointer: String, _ ours: String, _ theirs: String) {
                found.append(
                    UpstreamDifferences.Difference(
                        platform: context.platform.id, operation: operation?.id, kind: kind, pointer: pointer,
                        ours: ours, theirs: theirs))
            }
            if response.status != answer.status {
                note(.status, "", String(response.status), String(answer.status))
            } else {
                let type = response.headers.first("Content-Type").map { String($0.prefix { $0 != ";" }).lowercased() }
                if type != answer.mediaType { note(.mediaType, "", type ?? "none", answer.mediaType ?? "none") }
                let bytes = (try? response.body.beginning(maximum: Self.comparedBytes)) ?? []
                if let ours = try? JSON(parsing: bytes), let theirs = theirs.flatMap({ try? JSON(parsing: $0) }) {
                    for difference in AnswerShape.differences(ours: ours, theirs: theirs) {
                        note(.shape, difference.pointer, difference.ours, difference.theirs)
                    }
                }
            }
            differences.add(found, line: line)
        }
    }

    /// Answers a request with a problem that lies outside of the emulator, in the platform's shape.
    public func refuse(
        _ context: RequestContext, _ problem: Problem, _ request: Request, deliver: @escaping (Response) -> Void
    ) {
        context.refusal = problem
        context.leaveContract()
        respond(to: context, with: request, deliver: deliver)
    }

    /// What the service's answer has that our contract does not promise.
    private func contractDifferences(
        _ answer: UpstreamAnswer, _ operation: Operation?, body: [UInt8]?
    ) -> [UpstreamDifferences.Difference] {
        guard let operation else { return [] }
        guard let contract = try? contracts.response(operation, status: answer.status) else {
            return [
                UpstreamDifferences.Difference(
                    platform: operation.platform, operation: operation.id, kind: .contract, pointer: "",
                    ours: "a status that the contract has", theirs: String(answer.status))
            ]
        }
        return contract.check(mediaType: answer.mediaType, body: body) { answer.headers.first($0) }.map {
            UpstreamDifferences.Difference(
                platform: operation.platform, operation: operation.id, kind: .contract, pointer: $0.pointer,
                ours: $0.expected, theirs: $0.got)
        }
    }

    /// The same request with a credential of ours, and with the id that the service has given; nil for one that must not
    /// be repeated.
    private func ownRequest(for context: RequestContext, _ request: Request, _ answer: UpstreamAnswer) -> Request? {
        // The service refused the client's credential, which ours cannot know.
        guard answer.status != 401, answer.status != 403 else { return nil }
        guard context.operation?.security ?? true, !carriesSecret(request) else { return nil }
        let tenant = context.tenant.name
        let secret = "\(tenant):\(Self.credential)"
        let owner = Caller(secret: secret, access: .full, clientIDs: [])
        if context.tenant.credentials.caller(context.platform.id, secret) == nil {
            try? context.tenant.credentials.add(owner, platform: context.platform.id)
        }
        var lines = ["\(request.head.method.name) \(request.head.target.raw) HTTP/1.1"]
        for (name, value) in request.head.headers.pairs {
            switch name.lowercased() {
            case "authorization":
                // The scheme stays: Key, Bearer or Basic.
                let scheme = value.prefix { $0 != " " }
                lines.append("Authorization: \(scheme.lowercased() == "basic" ? "Bearer" : scheme) \(secret)")
            case "cookie", "proxy-authorization", "x-deepmock-id": break
            default: lines.append("\(name): \(value)")
            }
        }
        if let id = givenID(by: answer, to: context) { lines.append("\(ChosenID.header): \(id)") }
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((lines.filter { !Self.isFraming($0) }.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        guard let event = try? reader.next(), case .head(let head, _) = event else { return nil }
        return Request(head: head, body: request.body, peer: request.peer)
    }

    /// Whether a line frames a body, which the request has already.
    private static func isFraming(_ line: String) -> Bool {
        let name = line.prefix { $0 != ":" }.lowercased()
        return name == "content-length" || name == "transfer-encoding" || name == "expect"
    }

    /// The id of a record that the service has just made, if ours can have the same.
    private func givenID(by answer: UpstreamAnswer, to context: RequestContext) -> String? {
        guard (200..<300).contains(answer.status), let operation = context.operation,
            let kind = context.platform.records[operation.id], let body = try? JSON(parsing: answer.body),
            let id = body["id"]?.string ?? body["id"]?.int.map({ String($0) })
        else { return nil }
        return ChosenID.isPossible(id, as: kind) ? id : nil
    }

    /// Whether a request sends a password or the like, which must not be kept.
    private func carriesSecret(_ request: Request) -> Bool {
        guard case .payload(let payload) = request.body, payload.count <= Self.comparedBytes,
            let bytes = try? payload.read(at: 0, count: payload.count), let body = try? JSON(parsing: bytes)
        else { return false }
        return (body.object?.keys ?? []).contains { name in
            let name = name.lowercased()
            return name.contains("password") || name.contains("secret") || name.contains("token")
        }
    }
}
