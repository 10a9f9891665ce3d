// Checks contracts: everything that must hold before a contract may be used.

import JSON

/// Checks the contract files of all platforms together.
public struct Checker {
    let model: ContractModel
    private(set) var findings: [Finding] = []

    /// Checks the files.
    ///
    /// - Parameter files: all files of all platforms.
    /// - Returns: the findings, file by file in the given order; empty if there are none.
    public static func check(_ files: [ContractFile]) -> [Finding] {
        var checker = Checker(model: ContractModel(files))
        for (place, file) in files.enumerated() {
            let platform = checker.model.platforms.firstIndex { $0.id == file.platform } ?? 0
            var structure = StructureCheck(file: file, platform: platform, model: checker.model)
            structure.run(isRoot: checker.model.platforms[platform].root == place)
            checker.findings += structure.findings
        }
        checker.checkPlatforms()
        checker.checkOperations()
        checker.checkRoutes()
        checker.checkUse()
        let order = Dictionary(files.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        return checker.findings.enumerated()
            .sorted { (order[$0.element.file] ?? 0, $0.offset) < (order[$1.element.file] ?? 0, $1.offset) }
            .map(\.element)
    }

    private init(model: ContractModel) {
        self.model = model
    }

    private mutating func note(
        _ file: Int,
        _ pointer: String,
        _ message: String,
        severity: Finding.Severity = .error
    ) {
        findings.append(
            Finding(severity: severity, file: model.files[file].name, pointer: pointer, message: message)
        )
    }

    /// A platform has one root file, keys that are unique across its files, and at most as many operations as its
    /// specification.
    private mutating func checkPlatforms() {
        for (number, platform) in model.platforms.enumerated() {
            let files = model.files.indices.filter { model.files[$0].platform == platform.id }
            let roots = files.filter { model.files[$0].content["openapi"] != nil }
            guard let root = roots.first else {
                note(files[0], "", "the platform \(platform.id) has no root file with openapi, info and servers")
                continue
            }
            for second in roots.dropFirst() {
                note(second, "/openapi", "the platform \(platform.id) has two root files")
            }
            checkUniqueness(of: files)
            let present = model.operations.count { $0.platform == number }
            if let specified = model.files[root].content["x-operations"]?.int, specified < present {
                note(root, "/x-operations", "x-operations is \(specified), but there are \(present) operations")
            }
        }
    }

    private mutating func checkUniqueness(of files: [Int]) {
        var owners: [String: Int] = [:]
        for file in files {
            let content = model.files[file].content
            var keys = (content["paths"]?.object?.keys ?? []).map { "/paths/" + PathToken.escape($0) }
            for (section, members) in content["components"]?.object ?? [:] {
                keys += (members.object?.keys ?? []).map { "/components/\(section)/" + PathToken.escape($0) }
            }
            for (place, tag) in (content["tags"]?.array ?? []).enumerated() {
                guard let name = tag["name"]?.string else { continue }
                if let owner = owners["tag " + name] {
                    note(file, "/tags/\(place)", "the tag \(name) is also declared in \(model.files[owner].name)")
                }
                owners["tag " + name] = file
            }
            for key in keys {
                if let owner = owners[key] {
                    note(file, key, "\(model.files[owner].name) declares the same key")
                }
                owners[key] = file
            }
        }
    }

    /// Operation ids are unique, and paths agree with their parameters.
    private mutating func checkOperations() {
        var owners: [String: Int] = [:]
        for (place, operation) in model.operations.enumerated() {
            let key = model.platforms[operation.platform].id + "/" + operation.id
            if let owner = owners[key], !operation.id.isEmpty {
                let other = model.operations[owner]
                note(
                    operation.file,
                    operation.pointer + "/operationId",
                    "the operationId \(operation.id) is also used at \(other.template.text) in "
                        + model.files[other.file].name
                )
            }
            owners[key] = place
            checkCaptures(of: operation)
            checkResponses(of: operation)
        }
    }

    private mutating func checkCaptures(of operation: ContractModel.OperationSource) {
        let captures = operation.template.captureNames
        if Set(captures).count != captures.count {
            note(operation.file, operation.pointer, "\(operation.template.text) uses a capture twice")
        }
        let declared = model.parameters(of: operation).filter { $0["in"]?.string == "path" }
        let names = declared.compactMap { $0["name"]?.string }
        for capture in captures where !names.contains(capture) {
            note(operation.file, operation.pointer, "the path parameter \(capture) is not declared")
        }
        for name in names where !captures.contains(name) {
            note(operation.file, operation.pointer, "the path has no parameter \(name)")
        }
        let all = model.parameters(of: operation).map { ($0["in"]?.string ?? "") + " " + ($0["name"]?.string ?? "") }
        for (place, parameter) in all.enumerated() where all[..<place].contains(parameter) {
            note(operation.file, operation.pointer, "the \(parameter) parameter is declared twice")
        }
        let shared = model.platforms[operation.platform].components.filter { $0.name.hasPrefix("parameters/") }
        for alias in operation.aliases {
            let names = alias.template.captureNames
            let extra = names.filter { !captures.contains($0) }
            for name in extra where !shared.contains(where: { $0.value["name"]?.string == name }) {
                note(
                    operation.file, operation.pointer, "\(alias.text): \(name) is not declared in components/parameters"
                )
            }
            // If an alias lacks a capture, a member of the body may name the record.
            let inBody = model.parameters(of: operation).filter { $0["x-body-member"] != nil }
            for name in captures
            where !names.contains(name) && !inBody.contains(where: { $0["name"]?.string == name }) {
                note(operation.file, operation.pointer, "the alias \(alias.text) has no capture \(name)")
            }
        }
        for template in [operation.template] + operation.aliases.map(\.template)
        where template.captureKinds.utf8.count(where: { $0 == UInt8(ascii: "g") }) > 1 {
            note(operation.file, operation.pointer, "\(template.text) has more than one greedy capture")
        }
        if let host = operation.host {
            let kind = model.operations[host.operation].template.segments.first { segment in
                if case .capture(host.capture, _) = segment { true } else { false }
            }
            guard case .capture(_, .integer)? = kind else {
                note(
                    operation.file,
                    operation.pointer,
                    "x-by-name needs a capture of type integer, but \(host.capture) has another type"
                )
                return
            }
        }
    }

    private mutating func checkResponses(of operation: ContractModel.OperationSource) {
        let statuses = operation.object["responses"]?.object?.keys ?? []
        if let success = operation.object["x-success"] {
            if !statuses.contains(success.description) {
                note(operation.file, operation.pointer + "/x-success", "responses has no such status")
            }
        } else if !statuses.contains(where: { $0.utf8.count == 3 && $0.utf8.first == UInt8(ascii: "2") }) {
            note(operation.file, operation.pointer + "/responses", "responses needs a success status (2xx)")
        }
        for status in operation.repeatedStatuses {
            let pointer = operation.pointer + "/responses/" + status
            note(operation.file, pointer, "x-responses already declares this response; remove it here")
        }
    }

    /// No method and path belongs to two operations. Within a platform, an operation's own path may hide an alias of
    /// another operation.
    private mutating func checkRoutes() {
        struct Claim {
            let operation: Int
            let isAlias: Bool
            let template: RouteTemplate
        }
        var claims: [String: [Claim]] = [:]
        for (place, operation) in model.operations.enumerated() {
            let paths =
                [(operation.method, operation.template, false)]
                + operation.aliases.map { ($0.method ?? operation.method, $0.template, true) }
            for (method, template, isAlias) in paths {
                let key = method + " " + template.shape(distinguishingKinds: false)
                let claim = Claim(operation: place, isAlias: isAlias, template: template)
                for other in claims[key] ?? [] where other.operation != place {
                    let (mine, theirs) = (operation, model.operations[other.operation])
                    if mine.platform == theirs.platform {
                        let kinds = (template.captureKinds, other.template.captureKinds)
                        let slashes =
                            mine.finalSlash == .optional || theirs.finalSlash == .optional
                            || template.hasFinalSlash == other.template.hasFinalSlash
                        guard kinds.0 == kinds.1, slashes, isAlias == other.isAlias else { continue }
                    }
                    note(
                        mine.file,
                        mine.pointer,
                        "\(method.uppercased()) \(template.text) is already taken by \(theirs.id) of "
                            + model.platforms[theirs.platform].id
                    )
                }
                claims[key, default: []].append(claim)
            }
        }
    }

    /// Reports components that nothing refers to.
    private mutating func checkUse() {
        var used: [Set<String>] = Array(repeating: [], count: model.platforms.count)
        for file in model.files {
            guard let platform = model.platforms.firstIndex(where: { $0.id == file.platform }) else { continue }
            Self.collectReferences(file.content, into: &used[platform])
        }
        let aliasCaptures = Set(
            model.operations.flatMap { operation in
                operation.aliases.flatMap(\.template.captureNames).map { "\(operation.platform) \($0)" }
            }
        )
        for (number, platform) in model.platforms.enumerated() {
            for component in platform.components where !used[number].contains(component.name) {
                let name = component.value["name"]?.string ?? ""
                if component.name.hasPrefix("securitySchemes/") || aliasCaptures.contains("\(number) \(name)") {
                    continue
                }
                note(
                    component.file,
                    "/components/" + component.name,
                    "nothing refers to this component",
                    severity: .warning
                )
            }
        }
    }

    private static func collectReferences(_ value: JSON, into found: inout Set<String>) {
        switch value {
        case .array(let items): for item in items { collectReferences(item, into: &found) }
        case .object(let object):
            for (key, member) in object {
                if key == "$ref", let name = member.string.flatMap(SchemaCompiler.componentName) {
                    found.insert(name)
                } else {
                    collectReferences(member, into: &found)
                }
            }
        default: break
        }
    }
}
