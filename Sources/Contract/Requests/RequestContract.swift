// What an operation's contract says about requests.

import JSON

/// The declared parameters and the body of one operation. An object, because every request of the operation takes it.
public final class RequestContract: Sendable {
    /// The parameters in the order of the contract.
    public let parameters: [ParameterContract]
    /// The body; nil if the operation takes none.
    public let body: BodyContract?

    init(parameters: [ParameterContract], body: BodyContract?) {
        self.parameters = parameters
        self.body = body
    }

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
        // By index: a parameter is large, and would be copied.
        for index in parameters.indices {
            switch read(index, path, query, header) {
            case .success(let value):
                guard let value else { continue }
                // Only the second parameter can have a name that is there already.
                if values.isEmpty {
                    values.append(parameters[index].name, value)
                } else {
                    values[parameters[index].name] = value
                }
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

    private func read(
        _ index: Int, _ path: [(name: String, value: String)], _ query: [(name: String, value: String)],
        _ header: (String) -> [String]
    ) -> Result<JSON?, ParameterError> {
        switch parameters[index].place {
        case .path:
            for place in path.indices where path[place].name == parameters[index].name {
                return parameters[index].read(path[place].value)
            }
            return parameters[index].read([])
        case .query:
            guard !query.isEmpty else { return parameters[index].read([]) }
            let name = parameters[index].name
            return parameters[index].read(query.filter { $0.name == name }.map(\.value))
        case .header: return parameters[index].read(header(parameters[index].name))
        }
    }
}
