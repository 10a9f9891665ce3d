// Checks path items, operations, parameters, bodies and responses.

import JSON

extension StructureCheck {
    mutating func pathItem(_ item: JSON, path: String) {
        let pointer = "/paths/" + PathToken.escape(path)
        if RouteTemplate(path) == nil { note(pointer, "the path must have the form /a/{b}/c") }
        var rules: [String: Rule] = [
            "parameters": .list, "x-final-slash": .word(["exact", "optional"]), "x-aliases": .list, "summary": .line,
            "description": .text,
        ]
        for method in MethodSet.names { rules[method] = .object }
        guard let item = members(of: item, at: pointer, rules) else { return }
        aliases(item["x-aliases"], at: pointer + "/x-aliases", wholePaths: true)
        parameters(item["parameters"], at: pointer + "/parameters")
        for method in MethodSet.names {
            guard let value = item[method] else { continue }
            operation(value, at: pointer + "/" + method)
        }
    }

    private mutating func operation(_ value: JSON, at pointer: String, isByName: Bool = false) {
        var rules: [String: Rule] = [
            "operationId": .line, "summary": .line, "description": .text, "tags": .list, "parameters": .list,
            "requestBody": .object, "responses": .object, "security": .list, "deprecated": .flag,
            "x-source": .word(Evidence.allCases.map(\.rawValue)), "x-body": .list,
            "x-page": .word(PageDialect.allCases.map(\.rawValue) + ["none"]), "x-role": .name,
            "x-success": .count, "x-outcome": .object, "x-creates": .line,
        ]
        if !isByName {
            rules["x-aliases"] = .list
            rules["x-final-slash"] = .word(["exact", "optional"])
            rules["x-by-name"] = .object
        }
        let required = ["operationId", "summary", "x-source", "responses"]
        guard let operation = members(of: value, at: pointer, rules, required: required) else { return }
        if let id = operation["operationId"]?.string, !Self.isOperationID(id) {
            note(pointer + "/operationId", "an operationId must have the form [a-z][A-Za-z0-9]*")
        }
        for (index, tag) in (operation["tags"]?.array ?? []).enumerated()
        where tag.string.map({ $0.isEmpty || $0.utf8.contains { $0 < 32 || $0 == UInt8(ascii: ",") } }) ?? true {
            note(pointer + "/tags/\(index)", "a tag must be a string without commas")
        }
        aliases(operation["x-aliases"], at: pointer + "/x-aliases", wholePaths: true)
        parameters(operation["parameters"], at: pointer + "/parameters")
        if let security = operation["security"] { self.security(security, at: pointer + "/security") }
        if let body = operation["requestBody"] { requestBody(body, at: pointer + "/requestBody") }
        if let outcome = operation["x-outcome"] {
            let place = pointer + "/x-outcome"
            if let result = members(of: outcome, at: place, ["result": .object], required: [])?["result"] {
                schema(result, at: place + "/result")
            }
        }
        bodyKinds(operation, at: pointer)
        for (status, response) in operation["responses"]?.object ?? [:] {
            let place = pointer + "/responses/" + PathToken.escape(status)
            if !Self.isStatus(status) {
                note(place, "a status must be a number like 200, a class like 4XX, or default")
            }
            self.response(response, at: place)
        }
        guard let second = operation["x-by-name"] else { return }
        let place = pointer + "/x-by-name"
        let members = members(
            of: second,
            at: place,
            ["capture": .line, "name": .line, "operation": .object],
            required: ["capture", "name", "operation"]
        )
        if let operation = members?["operation"] {
            self.operation(operation, at: place + "/operation", isByName: true)
        }
    }

    /// `x-body` lists kinds. It requires exactly one entry of `content`, whose schema serves all of them.
    private mutating func bodyKinds(_ operation: JSONObject, at pointer: String) {
        guard let kinds = operation["x-body"]?.array else { return }
        let place = pointer + "/x-body"
        let known = [BodyKind.json, .form, .multipart].map(\.rawValue)
        let names = kinds.compactMap(\.string)
        if names.count != kinds.count || names.isEmpty || !names.allSatisfy(known.contains)
            || Set(names).count != names.count
        {
            note(place, "x-body must list some of \(known.joined(separator: ", ")), each once")
        }
        guard let body = operation["requestBody"] else { return note(place, "x-body needs a requestBody") }
        if model.resolve(body, platform: platform)["content"]?.object?.count != 1 {
            note(place, "with x-body, requestBody must have exactly one media type")
        }
    }

    mutating func parameters(_ value: JSON?, at pointer: String) {
        for (index, parameter) in (value?.array ?? []).enumerated() {
            self.parameter(parameter, at: "\(pointer)/\(index)")
        }
    }

    mutating func parameter(_ value: JSON, at pointer: String) {
        guard !reference(value, at: pointer, section: "parameters") else { return }
        let place = value["in"]?.string
        var rules: [String: Rule] = [
            "name": .line, "in": .word(["path", "query", "header"]), "required": .flag, "description": .text,
            "schema": .any, "example": .any, "deprecated": .flag,
        ]
        switch place {
        case "path":
            rules["x-scope"] = .name
            rules["x-greedy"] = .flag
            rules["x-body-member"] = .line
        case "query": rules["explode"] = .flag
        default: break
        }
        guard let parameter = members(of: value, at: pointer, rules, required: ["name", "in", "schema"]) else { return }
        if place == "path", parameter["required"] != .bool(true) {
            note(pointer, "a path parameter needs required: true")
        }
        guard let schema = parameter["schema"] else { return }
        self.schema(schema, at: pointer + "/schema")
        example(parameter["example"], against: schema, at: pointer + "/example")
    }

    mutating func requestBody(_ value: JSON, at pointer: String) {
        guard !reference(value, at: pointer, section: "requestBodies") else { return }
        let rules: [String: Rule] = ["required": .flag, "description": .text, "content": .object]
        guard let body = members(of: value, at: pointer, rules, required: ["content"]) else { return }
        content(body["content"], at: pointer + "/content")
        // One schema serves every encoding of an operation, so all entries must agree.
        let schemas = (body["content"]?.object ?? [:]).map { $0.value["schema"] ?? .null }
        if let first = schemas.first, schemas.contains(where: { $0 != first }) {
            note(pointer + "/content", "all media types of a request body must have the same schema")
        }
    }

    mutating func response(_ value: JSON, at pointer: String) {
        guard !reference(value, at: pointer, section: "responses") else { return }
        let rules: [String: Rule] = ["description": .text, "content": .object, "headers": .object]
        guard let response = members(of: value, at: pointer, rules, required: ["description"]) else { return }
        content(response["content"], at: pointer + "/content")
        for (name, header) in response["headers"]?.object ?? [:] {
            self.header(header, at: pointer + "/headers/" + PathToken.escape(name))
        }
    }

    mutating func header(_ value: JSON, at pointer: String) {
        guard !reference(value, at: pointer, section: "headers") else { return }
        let rules: [String: Rule] = ["description": .text, "required": .flag, "schema": .any, "example": .any]
        guard let header = members(of: value, at: pointer, rules, required: ["schema"]),
            let schema = header["schema"]
        else { return }
        self.schema(schema, at: pointer + "/schema")
        example(header["example"], against: schema, at: pointer + "/example")
    }

    private mutating func content(_ value: JSON?, at pointer: String) {
        for (mediaType, media) in value?.object ?? [:] {
            let place = pointer + "/" + PathToken.escape(mediaType)
            if mediaType.utf8.count(where: { $0 == UInt8(ascii: "/") }) != 1
                || mediaType.utf8.contains(where: { $0 <= 32 || $0 == UInt8(ascii: ";") })
            {
                note(place, "a media type must have the form type/subtype, without parameters")
            }
            let rules: [String: Rule] = ["schema": .any, "example": .any, "examples": .object]
            guard let media = members(of: media, at: place, rules, required: ["schema"]),
                let schema = media["schema"]
            else { continue }
            self.schema(schema, at: place + "/schema")
            example(media["example"], against: schema, at: place + "/example")
            for (name, example) in media["examples"]?.object ?? [:] {
                let pointer = place + "/examples/" + PathToken.escape(name)
                let rules: [String: Rule] = ["summary": .text, "description": .text, "value": .any]
                let members = members(of: example, at: pointer, rules, required: ["value"])
                self.example(members?["value"], against: schema, at: pointer + "/value")
            }
        }
    }

    mutating func security(_ value: JSON, at pointer: String) {
        for (index, alternative) in (value.array ?? []).enumerated() {
            let place = "\(pointer)/\(index)"
            guard let names = alternative.object else {
                note(place, "a security requirement must be an object like {name: []}")
                continue
            }
            for (name, scopes) in names {
                if model.component("securitySchemes/" + name, platform: platform) == nil {
                    note(place + "/" + PathToken.escape(name), "there is no security scheme \(name)")
                }
                if scopes != .array([]) { note(place + "/" + PathToken.escape(name), "an empty list is required here") }
            }
        }
    }

    mutating func aliases(_ value: JSON?, at pointer: String, wholePaths: Bool) {
        for (index, alias) in (value?.array ?? []).enumerated() {
            let place = "\(pointer)/\(index)"
            switch alias.string.flatMap(AliasRule.init) {
            case nil:
                note(place, "an alias must have the form \"/from => /to\" or be a whole path, with or without a method")
            case .template where !wholePaths:
                note(place, "an alias for a whole platform must have the form \"/from => /to\"")
            default: break
            }
        }
    }

    /// Whether a value is a reference. If so, checks it.
    private mutating func reference(_ value: JSON, at pointer: String, section: String) -> Bool {
        guard let target = value["$ref"] else { return false }
        if value.object?.count != 1 { note(pointer, "$ref must be the only member here") }
        guard let name = target.string.flatMap(SchemaCompiler.componentName), name.hasPrefix(section + "/") else {
            note(pointer + "/$ref", "$ref must have the form #/components/\(section)/Name")
            return true
        }
        guard let component = model.component(name, platform: platform) else {
            note(pointer + "/$ref", "#/components/\(name) does not exist")
            return true
        }
        if component["$ref"] != nil { note(pointer + "/$ref", "#/components/\(name) is itself a reference") }
        return true
    }

    private static func isOperationID(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) }
    }

    private static func isStatus(_ text: String) -> Bool {
        guard text != "default" else { return true }
        let bytes = Array(text.utf8)
        guard bytes.count == 3, (0x31...0x35).contains(bytes[0]) else { return false }
        return bytes[1...].allSatisfy { (0x30...0x39).contains($0) } || bytes[1...] == [0x58, 0x58]
    }
}
