// The fault that one request gets.

import HTTP

/// The fault of one request.
struct PlannedFault {
    let plan: String
    let name: String
    let action: FaultStep.Action
    /// What its error answers; nil for the platform's own.
    let answer: FaultAnswer?
    let delayMilliseconds: Int

    /// Ends the request before it is handled, if the fault says so.
    func intervene() throws {
        switch action {
        case .error(let problem): throw problem
        case .wire(_, isHandled: false): throw Problem.internalError
        case .pass, .quota, .wire, .malformedJSON, .uploadCut: break
        }
    }

    /// The answer with the fault.
    func applied(to response: Response) -> Response {
        var response = response
        var kind = WireFault.Kind.none
        switch action {
        case .wire(let wire, _): kind = wire
        case .malformedJSON:
            if case .bytes(let bytes) = response.body { response.body = .bytes(Array(bytes.prefix(bytes.count / 2))) }
        case .error: response = answer?.applied(to: response) ?? response
        case .pass, .quota, .uploadCut: break
        }
        response.fault = WireFault(kind, delayMilliseconds: delayMilliseconds)
        return response
    }

    /// Whether the request's body is cut.
    var isUploadCut: Bool {
        if case .uploadCut = action { true } else { false }
    }

    /// For the journal.
    var text: String { "\(plan): \(name)" }
}
