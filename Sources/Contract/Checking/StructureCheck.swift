// Checks the structure of one contract file: which members are allowed where, and what their values must be.

import JSON

/// Walks through one file and reports everything outside the vocabulary.
struct StructureCheck {
    /// What a member must be.
    enum Rule {
        /// A string.
        case text
        /// A string without line breaks and tabs, not empty.
        case line
        /// A lower-case name, `[a-z][a-z0-9-]*`.
        case name
        /// One of the given words.
        case word([String])
        /// True or false.
        case flag
        /// An integer of 0 or more.
        case count
        /// A list.
        case list
        /// An object.
        case object
        /// Anything. It is checked elsewhere.
        case any
    }

    let file: ContractFile
    let platform: Int
    let model: ContractModel
    private(set) var findings: [Finding] = []

    init(file: ContractFile, platform: Int, model: ContractModel) {
        self.file = file
        self.platform = platform
        self.model = model
    }

    /// Checks the whole file.
    mutating func run(isRoot: Bool) {
        var rules: [String: Rule] = ["tags": .list, "paths": .object, "components": .object]
        if isRoot {
            rules.merge(
                [
                    "openapi": .word(["3.1.0"]), "info": .object, "servers": .list, "x-operations": .count,
                    "security": .list, "x-final-slash": .word(["exact", "optional"]), "x-aliases": .list,
                    "x-responses": .object,
                ],
                uniquingKeysWith: { first, _ in first }
            )
        }
        let required = isRoot ? ["info", "servers", "x-operations"] : []
        guard let content = members(of: file.content, at: "", rules, required: required) else { return }
        if isRoot { head(content) }
        for (index, tag) in (content["tags"]?.array ?? []).enumerated() {
            _ = members(of: tag, at: "/tags/\(index)", ["name": .line, "description": .text], required: ["name"])
        }
        for (path, item) in content["paths"]?.object ?? [:] {
            pathItem(item, path: path)
        }
        for (section, values) in content["components"]?.object ?? [:] {
            components(values, section: section)
        }
    }

    private mutating func head(_ content: JSONObject) {
        _ = members(
            of: content["info"],
            at: "/info",
            [
                "title": .line, "version": .line, "summary": .text, "description": .text, "license": .any,
                "contact": .any,
            ],
            required: ["title", "version"]
        )
        for (index, server) in (content["servers"]?.array ?? []).enumerated() {
            _ = members(
                of: server,
                at: "/servers/\(index)",
                ["url": .line, "description": .text],
                required: ["url"]
            )
        }
        if let security = content["security"] { self.security(security, at: "/security") }
        aliases(content["x-aliases"], at: "/x-aliases", wholePaths: false)
        if let implied = content["x-responses"] { impliedResponses(implied, at: "/x-responses") }
    }

    private mutating func impliedResponses(_ value: JSON, at pointer: String) {
        let rules = ImpliedResponses.Condition.allCases.map { ($0.rawValue, Rule.object) }
        guard let groups = members(of: value, at: pointer, Dictionary(uniqueKeysWithValues: rules)) else { return }
        for (name, responses) in groups {
            let allowed = ImpliedResponses.Condition(rawValue: name)?.statuses ?? 400...499
            for (status, response) in responses.object ?? [:] {
                let place = pointer + "/" + PathToken.escape(name) + "/" + PathToken.escape(status)
                if Int(status).map({ allowed.contains($0) }) != true {
                    note(
                        place,
                        "x-responses may declare only statuses from \(allowed.lowerBound) to \(allowed.upperBound) here"
                    )
                }
                self.response(response, at: place)
            }
        }
    }

    private mutating func components(_ values: JSON, section: String) {
        let place = "/components/" + PathToken.escape(section)
        let known = ["schemas", "parameters", "responses", "requestBodies", "headers", "securitySchemes"]
        guard known.contains(section) else {
            return note(
                place, "components has no section \(section); its sections are \(known.joined(separator: ", "))")
        }
        guard let values = values.object else { return note(place, "\(section) must be an object") }
        for (name, value) in values {
            let pointer = place + "/" + PathToken.escape(name)
            let isPlain = name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
            if !isPlain || name.isEmpty {
                note(pointer, "a component name may contain only letters, digits, '-', '_' and '.'")
            }
            switch section {
            case "schemas": schema(value, at: pointer)
            case "parameters": parameter(value, at: pointer)
            case "responses": response(value, at: pointer)
            case "requestBodies": requestBody(value, at: pointer)
            case "headers": header(value, at: pointer)
            default:
                _ = members(
                    of: value,
                    at: pointer,
                    [
                        "type": .word(["apiKey", "http"]), "scheme": .line, "name": .line,
                        "in": .word(["header", "query"]), "bearerFormat": .line, "description": .text,
                    ],
                    required: ["type"]
                )
            }
        }
    }

    // MARK: Helpers

    /// Checks that a value is an object with only known members, and returns it.
    mutating func members(
        of value: JSON?,
        at pointer: String,
        _ rules: [String: Rule],
        required: [String] = []
    ) -> JSONObject? {
        guard let object = value?.object else {
            note(pointer, "an object is required here")
            return nil
        }
        for (name, member) in object {
            let place = pointer + "/" + PathToken.escape(name)
            guard let rule = rules[name] else {
                let known = rules.keys.sorted().joined(separator: ", ")
                note(place, "\(name) is not allowed here; allowed are \(known)")
                continue
            }
            if let fault = Self.fault(of: member, rule) { note(place, "\(name) \(fault)") }
        }
        for name in required where object[name] == nil {
            note(pointer, "\(name) is missing")
        }
        return object
    }

    private static func fault(of value: JSON, _ rule: Rule) -> String? {
        switch rule {
        case .any: return nil
        case .text: return value.string == nil ? "must be a string; quote it" : nil
        case .line:
            guard let text = value.string else { return "must be a string; quote it" }
            return text.isEmpty || text.utf8.contains(where: { $0 < 32 || $0 == 127 }) ? "must be one line" : nil
        case .name:
            return value.string.map(isName) == true ? nil : "must be a name of the form [a-z][a-z0-9-]*"
        case .word(let words):
            return value.string.map(words.contains) == true ? nil : "must be one of \(words.joined(separator: ", "))"
        case .flag: return value.bool == nil ? "must be true or false" : nil
        case .count: return value.int.map { $0 >= 0 } == true ? nil : "must be an integer of 0 or more"
        case .list: return value.array == nil ? "must be a list" : nil
        case .object: return value.object == nil ? "must be an object" : nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, (0x61...0x7A).contains(first) else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    mutating func note(_ pointer: String, _ message: String) {
        findings.append(Finding(file: file.name, pointer: pointer, message: message))
    }
}
