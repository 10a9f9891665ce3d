// What an operation's contract says about requests.

import JSON

/// The declared parameters and the body of one operation.
public struct RequestContract: Sendable {
    /// The parameters in the order of the contract.
    public let parameters: [ParameterContract]
    /// The body; nil if the operation takes none.
    public let body: BodyContract?

    /// Reads and checks all declared parameters, ignoring others.
    ///
    /// - Parameters:
    ///   - path: the captures of the route.
    ///   - query: the decoded items of the query, in order.
    ///   - header: returns the values of a header field.
    /// - Returns: the values by parameter name, with defaults filled in; or the violations of the path, else of the
    ///   query, else of the headers.
    public func parameters(
        path: [(name: String, value: String)],
        query: [(name: String, value: String)] = [],
        header: (String) -> [String] = { _ in [] }
    ) -> Result<JSON, ParameterError> {
        var values = JSONObject()
        var failures: [ParameterError] = []
        for parameter in parameters {
            let result =
                switch parameter.place {
                case .path:
                    path.first { $0.name == parameter.name }.map { parameter.read($0.value) } ?? parameter.read([])
                case .query: parameter.read(query.filter { $0.name == parameter.name }.map(\.value))
                case .header: parameter.read(header(parameter.name))
                }
            switch result {
            case .success(let value): if let value { values[parameter.name] = value }
            case .failure(let error): failures.append(error)
            }
        }
        guard !failures.isEmpty else { return .success(.object(values)) }
        for place in [ParameterContract.Place.path, .query, .header] {
            let violations = failures.filter { $0.place == place }.flatMap(\.violations)
            if !violations.isEmpty { return .failure(ParameterError(place: place, violations: violations)) }
        }
        return .success(.object(values))
    }
}
