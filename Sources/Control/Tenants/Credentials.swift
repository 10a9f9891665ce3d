// Keys and tokens that the application chooses itself.

import Emulator
import JSON

/// The credentials of the selected tenant.
enum Credentials {
    static let handlers: [String: Handler] = [
        "createCredential": create
    ]

    private static func create(_ call: Call) throws -> Reply {
        try PlatformName.check(call.body["platform"], field: "platform", in: call)
        let platform = call.body["platform"]?.string ?? ""
        let caller = Caller(
            secret: call.body["secret"]?.string ?? "",
            access: call.body["access"]?.string.flatMap(Caller.Access.init) ?? .full,
            clientIDs: call.body["client_ids"]?.array?.compactMap(\.string) ?? [])
        guard caller.secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.badRequest("secret must be printable ASCII without spaces.", field: "secret")
        }
        let key = CredentialKey(platform: platform, secret: caller.secret)
        guard call.emulator.mayOwn(key, call.tenant) else {
            throw Problem.conflict(
                "Another tenant already uses this secret, and a secret selects its tenant. Choose another one.",
                field: "secret")
        }
        try call.tenant.credentials.add(caller, platform: platform)
        return .json(
            [
                "platform": .string(platform), "secret": .string(caller.secret),
                "client_ids": .array(caller.clientIDs.map(JSON.string)), "access": .string(caller.access.rawValue),
            ], status: 201)
    }
}
