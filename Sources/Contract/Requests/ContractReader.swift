// Compiles the contract of one operation from its JSON.

import JSON

/// Reads the operations of one platform.
struct ContractReader {
    let component: (String) -> JSON?

    /// The request side of an operation.
    func request(_ operation: JSON, kinds: [BodyKind]) throws(ContractError) -> RequestContract {
        var parameters: [ParameterContract] = []
        for (index, parameter) in (operation["parameters"]?.array ?? []).enumerated() {
            parameters.append(try read(parameter, at: "/parameters/\(index)"))
        }
        guard let body = operation["requestBody"] else {
            return RequestContract(parameters: parameters, body: nil)
        }
        return RequestContract(parameters: parameters, body: try read(body: resolve(body), kinds: kinds))
    }

    /// The responses of an operation, by the keys of `responses`.
    func responses(_ operation: JSON) throws(ContractError) -> [ResponseContract] {
        var contracts: [ResponseContract] = []
        for (status, response) in operation["responses"]?.object ?? [:] {
            contracts.append(try read(resolve(response), status: status))
        }
        return contracts
    }

    /// The outcomes that can be set for the records of an operation; nil if it creates none that end later.
    func outcome(_ operation: JSON) throws(ContractError) -> OutcomeContract? {
        guard let outcome = operation["x-outcome"] else { return nil }
        guard let result = outcome["result"] else { return OutcomeContract(result: nil) }
        return OutcomeContract(result: try compile(result, at: "/x-outcome/result"))
    }

    private func read(_ parameter: JSON, at pointer: String) throws(ContractError) -> ParameterContract {
        let parameter = resolve(parameter)
        guard let name = parameter["name"]?.string,
            let place = parameter["in"]?.string.flatMap(ParameterContract.Place.init(rawValue:))
        else { throw ContractError("\(pointer): the parameter has no name or no location") }
        let schema = parameter["schema"] ?? .bool(true)
        return ParameterContract(
            name: name,
            place: place,
            isRequired: parameter["required"]?.bool ?? false,
            defaultValue: schema["default"] ?? resolve(schema)["default"],
            schema: try compile(schema, at: pointer + "/schema"),
            isCommaSeparated: parameter["explode"]?.bool == false,
            bodyMember: parameter["x-body-member"]?.string
        )
    }

    private func read(body: JSON, kinds: [BodyKind]) throws(ContractError) -> BodyContract {
        let content = body["content"]?.object ?? [:]
        let schema = content.first { _ in true }?.value["schema"] ?? .bool(true)
        var members: [String: Schema] = [:]
        var files: [BodyContract.FilePart] = []
        for (name, member) in properties(of: schema, depth: 0) {
            let target = resolve(member)
            let isList = target["type"]?.string == "array"
            let item = isList ? resolve(target["items"] ?? .null) : target
            if item["format"]?.string == "binary" {
                files.append(
                    BodyContract.FilePart(
                        name: name,
                        isList: isList,
                        takesAnyName: member["x-any-name"]?.bool ?? false
                    )
                )
            }
            members[name] = try compile(member, at: "/requestBody/" + name)
        }
        return BodyContract(
            kinds: kinds,
            isRequired: body["required"]?.bool ?? false,
            schema: try compile(schema, at: "/requestBody"),
            files: files,
            members: members
        )
    }

    private func read(_ response: JSON, status: String) throws(ContractError) -> ResponseContract {
        var contents: [ResponseContract.Content] = []
        for (mediaType, media) in response["content"]?.object ?? [:] {
            var schema: Schema?
            if let json = media["schema"] {
                schema = try compile(json, at: "/responses/\(status)/content")
            }
            contents.append(ResponseContract.Content(mediaType: mediaType.lowercased(), schema: schema))
        }
        var headers: [ResponseContract.Header] = []
        for (name, header) in response["headers"]?.object ?? [:] {
            let header = resolve(header)
            headers.append(
                ResponseContract.Header(
                    name: name,
                    isRequired: header["required"]?.bool ?? false,
                    schema: try compile(header["schema"] ?? .bool(true), at: "/responses/\(status)/headers/" + name)
                )
            )
        }
        return ResponseContract(status: status, contents: contents, headers: headers)
    }

    /// The named members of a body, including those of `allOf` and references.
    private func properties(of schema: JSON, depth: Int) -> [(name: String, schema: JSON)] {
        guard depth < 8 else { return [] }
        var found: [(name: String, schema: JSON)] = []
        if schema["$ref"] != nil {
            let target = resolve(schema)
            if target != schema { found += properties(of: target, depth: depth + 1) }
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for branch in schema[keyword]?.array ?? [] { found += properties(of: branch, depth: depth + 1) }
        }
        for (name, member) in schema["properties"]?.object ?? [:] { found.append((name, member)) }
        return found
    }

    private func resolve(_ value: JSON) -> JSON {
        guard let name = value["$ref"]?.string.flatMap(SchemaCompiler.componentName) else { return value }
        return component(name) ?? value
    }

    private func compile(_ schema: JSON, at pointer: String) throws(ContractError) -> Schema {
        try SchemaCompiler.compile(schema, at: pointer, component: component)
    }
}
