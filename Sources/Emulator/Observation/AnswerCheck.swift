// Checks answers against their contracts while the server runs, for those who want to know (`--check-answers`).

import Contract
import HTTP

/// Finds what an answer has that its contract does not promise. The answer itself stays as it is.
enum AnswerCheck {
    /// Longer bodies are not parsed, and files never are: of these the status, the media type and the headers are checked.
    private static let maximumBytes = 1 << 20

    /// The violations of an answer; nil when there is nothing to check: no operation, the control plane, or trouble that a
    /// test has planned.
    static func violations(
        of response: Response, to context: RequestContext, contracts: Contracts
    ) throws -> [Violation]? {
        guard let operation = context.operation, !context.isOutsideContract, !context.platform.isControl,
            response.fault == nil
        else { return nil }
        guard let contract = try contracts.response(operation, status: response.status) else {
            return [
                Violation(
                    pointer: "", keyword: "status", expected: "a status that the contract has",
                    got: String(response.status))
            ]
        }
        var body: [UInt8]?
        switch response.body {
        case .none: body = []
        case .bytes(let bytes): body = bytes.count <= maximumBytes ? bytes : nil
        case .payload, .sequence: body = nil
        }
        let mediaType = response.headers.first("Content-Type").map { String($0.prefix { $0 != ";" }) }
        return contract.check(mediaType: mediaType, body: body) { response.headers.first($0) }
    }
}
