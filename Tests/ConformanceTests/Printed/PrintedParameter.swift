// A printed parameter, compared with the contract.

import Contract
import JSON

/// One parameter of an entry.
struct PrintedParameter {
    let json: JSON
    /// Whether it is required, as far as that is printed and not decided otherwise.
    let isRequired: Bool?

    /// The parameters of an entry.
    static func of(_ entry: PrintedEntry) -> [PrintedParameter] {
        let optional = PrintedChoice.about(entry).flatMap(\.optional)
        return (entry.json["parameters"]?.array ?? []).map { json in
            let isOptional = optional.contains(json["name"]?.string ?? "")
            return PrintedParameter(json: json, isRequired: isOptional ? false : json["required"]?.bool)
        }
    }

    var name: String { json["name"]?.string ?? "" }
    var place: String { json["in"]?.string ?? "" }
    /// The printed limits, by kind.
    var limits: JSONObject { json["limits"]?.object ?? [:] }
    /// The printed values, if it has no others.
    var values: [JSON]? { json["enum"]?.array }

    /// What differs in the contract; nil when nothing does.
    func problem(in operation: OperationCase) -> String? {
        switch place {
        case "header": return header(operation)
        case "path":
            guard operation.captures.contains(name) else { return "is no capture of \(operation.operation.template)" }
            return schema(operation.parameter(name, in: "path")?["schema"], operation)
        case "query":
            guard let parameter = operation.parameter(name, in: "query") else { return "is not in the contract" }
            if isRequired == true, parameter["required"]?.bool != true { return "is not required" }
            if isRequired == false, parameter["required"]?.bool == true { return "is required" }
            return schema(parameter["schema"], operation)
        default:
            guard let body = operation.body, let member = operation.samples.member(name, of: body.schema) else {
                return "is no member of the body"
            }
            let required = operation.samples.requiredMembers(body.schema)
            if let isRequired, isRequired != required.contains(name) { return "is required: \(!isRequired)" }
            if limits["deprecated"]?.bool == true, member["deprecated"]?.bool != true { return "is not deprecated" }
            return schema(member, operation)
        }
    }

    private func header(_ operation: OperationCase) -> String? {
        switch name {
        case "Authorization":
            let isRequired = operation.operation.security
            return isRequired == (self.isRequired ?? isRequired) ? nil : "is required: \(isRequired)"
        case "Content-Type":
            guard let types = values?.compactMap(\.string) else { return "has no values" }
            guard operation.operation.method != "GET" else { return nil }
            return types.contains(operation.body?.mediaType ?? "") ? nil : "is \(operation.body?.mediaType ?? "none")"
        case "Expect": return nil
        default: return "is a header that no test knows"
        }
    }

    private func schema(_ found: JSON?, _ operation: OperationCase) -> String? {
        guard let found else { return "has no schema" }
        let schema = operation.samples.resolved(found)
        if let value = json["default"], schema["default"] != value {
            return "has the default \(schema["default"]?.description ?? "none")"
        }
        if let least = limits["minimum"], schema["minimum"] != least {
            return "has the minimum \(schema["minimum"]?.description ?? "none")"
        }
        guard let type = json["type"]?.string else { return listed(schema, operation) }
        let types = schema["type"]?.string.map { [$0] } ?? (schema["type"]?.array ?? []).compactMap(\.string)
        let wanted: String =
            switch type {
            case "uuid", "file", "string": "string"
            default: type
            }
        let isFraction = wanted == "integer" && limits["format"] == "float" && types.contains("number")
        let isList = limits["combinable"]?.bool == true && types.contains("array")
        let fits = types.contains(wanted) || isFraction || isList
        guard fits else { return "has the type \(types)" }
        if type == "file", schema["format"]?.string != "binary" { return "is no file" }
        for value in values ?? [] where schema["enum"]?.array?.contains(value) == false {
            return "does not list \(value)"
        }
        return nil
    }

    /// An array, or a map.
    private func listed(_ schema: JSON, _ operation: OperationCase) -> String? {
        if json["type"]?["map"] != nil { return schema["type"]?.string == "object" ? nil : "is no object" }
        let isText = schema["type"]?.string == "string"
        guard schema["type"]?.string == "array" || (limits["style"] == "comma-separated" && isText) else {
            return "is no array"
        }
        return nil
    }
}
