// The keywords of one schema object.

import JSON

extension SchemaCompiler {
    /// Compiles one schema object, keyword by keyword.
    struct Builder {
        let object: JSONObject
        let pointer: String
        let depth: Int
        var node = SchemaNode()

        init(object: JSONObject, pointer: String, depth: Int) {
            self.object = object
            self.pointer = pointer
            self.depth = depth
        }

        mutating func build(_ compiler: inout SchemaCompiler) {
            for (keyword, value) in object {
                keywordCheck(keyword, value, &compiler)
            }
            members(&compiler)
            items(&compiler)
            // What members must be is told before what they must be together: a misspelt name explains a missing one.
            node.checks = node.checks.filter { !$0.isComposite } + node.checks.filter(\.isComposite)
        }

        private mutating func keywordCheck(_ keyword: String, _ value: JSON, _ compiler: inout SchemaCompiler) {
            let place = pointer + "/" + PathToken.escape(keyword)
            switch keyword {
            case "type": types(value, place, &compiler)
            case "enum":
                guard let values = value.array, !values.isEmpty else {
                    return compiler.note(place, "enum must be a list with at least one value")
                }
                node.checks.append(.enumeration(values))
            case "const": node.checks.append(.constant(value))
            case "minimum":
                if let n = number(value, place, &compiler) { node.checks.append(.minimum(n, exclusive: false)) }
            case "maximum":
                if let n = number(value, place, &compiler) { node.checks.append(.maximum(n, exclusive: false)) }
            case "exclusiveMinimum":
                if let n = number(value, place, &compiler) { node.checks.append(.minimum(n, exclusive: true)) }
            case "exclusiveMaximum":
                if let n = number(value, place, &compiler) { node.checks.append(.maximum(n, exclusive: true)) }
            case "minLength": if let n = size(value, place, &compiler) { node.checks.append(.minLength(n)) }
            case "maxLength": if let n = size(value, place, &compiler) { node.checks.append(.maxLength(n)) }
            case "minItems": if let n = size(value, place, &compiler) { node.checks.append(.minItems(n)) }
            case "maxItems": if let n = size(value, place, &compiler) { node.checks.append(.maxItems(n)) }
            case "minProperties": if let n = size(value, place, &compiler) { node.checks.append(.minProperties(n)) }
            case "maxProperties": if let n = size(value, place, &compiler) { node.checks.append(.maxProperties(n)) }
            case "uniqueItems": if flag(value, place, &compiler) { node.checks.append(.uniqueItems) }
            case "format":
                guard let format = value.string.flatMap(SchemaFormat.init(rawValue:)) else {
                    let known = SchemaFormat.allCases.map(\.rawValue).joined(separator: ", ")
                    return compiler.note(place, "the format \(value.summary) is not supported; supported are \(known)")
                }
                node.checks.append(.format(format))
            case "$ref":
                guard let reference = value.string else { return compiler.note(place, "$ref must be a string") }
                if let target = compiler.target(of: reference, at: place) { node.checks.append(.reference(target)) }
            case "allOf": if let list = branches(value, place, &compiler) { node.checks.append(.all(list)) }
            case "anyOf" where Self.choices(value) != nil: node.checks.append(.anyMembers(Self.choices(value) ?? []))
            case "anyOf": if let list = branches(value, place, &compiler) { node.checks.append(.any(list)) }
            case "oneOf": if let list = branches(value, place, &compiler) { node.checks.append(.one(list)) }
            case "not":
                if let names = Self.requiredAlone(value), names.count > 1 {
                    node.checks.append(.notTogether(names))
                } else {
                    node.checks.append(.not(compiler.add(value, at: place, depth: depth + 1)))
                }
            case "propertyNames": node.checks.append(.propertyNames(compiler.add(value, at: place, depth: depth + 1)))
            case "required": required(value, place, &compiler)
            case "properties", "additionalProperties", "items", "prefixItems": break
            case "description", "title":
                if value.string == nil { compiler.note(place, "\(keyword) must be a string; quote it") }
            case "default", "example": break
            case "examples": if value.array == nil { compiler.note(place, "examples of a schema must be a list") }
            case "deprecated", "readOnly", "writeOnly", "x-any-name": _ = flag(value, place, &compiler)
            case "x-parameters":
                node.hasParameters = flag(value, place, &compiler)
                if object["properties"]?.object == nil { compiler.note(place, "x-parameters needs properties") }
            case "nullable":
                compiler.note(place, "nullable does not exist in OpenAPI 3.1; write type: [string, 'null']")
            default: compiler.note(place, "\(keyword) is not a supported keyword")
            }
        }

        private mutating func types(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) {
            let names = value.array ?? [value]
            var types = SchemaTypes()
            for name in names {
                guard let type = name.string.flatMap(SchemaTypes.init(name:)) else {
                    compiler.note(place, "\(name.summary) is not a type; null must be quoted")
                    continue
                }
                types.formUnion(type)
            }
            if names.isEmpty { compiler.note(place, "type must name at least one type") }
            node.types = types.isEmpty ? .any : types
        }

        private mutating func required(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) {
            guard let names = value.array?.map(\.string), !names.contains(nil) else {
                return compiler.note(place, "required must be a list of strings")
            }
            let list = names.compactMap(\.self)
            if Set(list).count != list.count { compiler.note(place, "required names a member twice") }
            if let properties = object["properties"]?.object {
                for name in list where properties[name] == nil {
                    compiler.note(place, "required names \(name), which is not one of the properties")
                }
            }
            node.checks.append(.required(list))
        }

        private mutating func members(_ compiler: inout SchemaCompiler) {
            guard object["properties"] != nil || object["additionalProperties"] != nil else { return }
            var nodes = NameTable()
            if let value = object["properties"] {
                if let properties = value.object {
                    for (name, schema) in properties {
                        let place = pointer + "/properties/" + PathToken.escape(name)
                        nodes.add(name, compiler.add(schema, at: place, depth: depth + 1))
                    }
                } else {
                    compiler.note(pointer + "/properties", "properties must be an object")
                }
            }
            let additional = object["additionalProperties"].flatMap { schema in
                schema == .bool(true)
                    ? nil : compiler.add(schema, at: pointer + "/additionalProperties", depth: depth + 1)
            }
            node.checks.append(.members(properties: nodes, additional: additional))
        }

        private mutating func items(_ compiler: inout SchemaCompiler) {
            guard object["items"] != nil || object["prefixItems"] != nil else { return }
            let prefix = object["prefixItems"].flatMap { branches($0, pointer + "/prefixItems", &compiler) } ?? []
            let rest = object["items"].map { compiler.add($0, at: pointer + "/items", depth: depth + 1) }
            node.checks.append(.items(prefix: prefix, rest: rest))
        }

        private func branches(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) -> [Int]? {
            guard let list = value.array, !list.isEmpty else {
                compiler.note(place, "a list of at least one schema is required here")
                return nil
            }
            return list.enumerated().map { index, schema in
                compiler.add(schema, at: "\(place)/\(index)", depth: depth + 1)
            }
        }

        /// The names of a schema that is nothing but a list of required members.
        private static func requiredAlone(_ schema: JSON) -> [String]? {
            guard let object = schema.object, object.count == 1, let names = object["required"]?.array else {
                return nil
            }
            let words = names.compactMap(\.string)
            return words.count == names.count && !words.isEmpty ? words : nil
        }

        /// The members of each branch, when every branch does nothing but require some.
        private static func choices(_ value: JSON) -> [[String]]? {
            guard let branches = value.array, branches.count > 1 else { return nil }
            let names = branches.compactMap { requiredAlone($0) }
            return names.count == branches.count ? names : nil
        }

        private func number(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) -> JSON? {
            guard value.double != nil else {
                compiler.note(place, "a number is required here")
                return nil
            }
            return value
        }

        private func size(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) -> Int? {
            guard let size = value.int, size >= 0 else {
                compiler.note(place, "an integer of 0 or more is required here")
                return nil
            }
            return size
        }

        private func flag(_ value: JSON, _ place: String, _ compiler: inout SchemaCompiler) -> Bool {
            guard let flag = value.bool else {
                compiler.note(place, "true or false is required here")
                return false
            }
            return flag
        }
    }
}
