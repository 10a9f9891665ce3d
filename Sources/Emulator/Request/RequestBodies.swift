// Decodes a call's body once and checks it against its contract; on the thread pool if it is long.

import Contract
import HTTP
import System

extension Emulator {
    /// Decoding and checking a body of more bytes may take over a millisecond.
    private static let shortBytes = 256 << 10
    /// How many times its size a body and its value take in memory, as a rule.
    private static let valueFactor = 3

    /// Continues with a call whose body has been decoded and, if `check` is true, checked.
    func withBody(
        _ call: Call, _ contract: BodyContract?, check: Bool, _ rest: @escaping () throws -> Reply
    ) throws -> Reply {
        guard let contract else { return try rest() }
        let reader = BodyReader(
            request: call.request, contract: contract, decoded: call.decodedBody,
            isConflict: call.platform.conflictingBodies.contains(call.operation.id))
        if case .payload(let payload) = call.request.body, payload.count > Self.shortBytes {
            return .later(
                lane: .reading(payload.count), memory: payload.count * Self.valueFactor,
                { try reader.read(check: check) }
            ) { body in
                body.fill(call)
                return try rest()
            }
        }
        try reader.read(check: check).fill(call)
        return try rest()
    }
}
