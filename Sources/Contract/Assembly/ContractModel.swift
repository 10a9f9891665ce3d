// All contract files, sorted into operations and components, for checks and assembly.

import JSON

/// The content of contract files, read leniently. Malformed parts are left out here and reported by `Checker`.
struct ContractModel {
    /// The root files and resource files of one platform.
    struct PlatformSource {
        let id: String
        /// The index of the root file; nil if there is none.
        var root: Int?
        /// What `x-responses` of the root file says.
        var impliedResponses = ImpliedResponses(nil)
        var components: [(name: String, file: Int, value: JSON)] = []
        var componentPlaces: [String: Int] = [:]
    }

    /// One operation and its place.
    struct OperationSource {
        let platform: Int
        let file: Int
        /// The pointer to the operation object in its file.
        let pointer: String
        /// The method in lower case.
        let method: String
        /// The operation's own path, with typed captures.
        var template: RouteTemplate
        /// The operation object with the path item's parameters and the implied responses put in.
        var object: JSONObject
        let finalSlash: FinalSlash
        /// Whether the operation looks at credentials.
        let security: Security
        /// The statuses that the operation declares although `x-responses` says the same.
        var repeatedStatuses: [String] = []
        /// The aliases, with typed captures.
        var aliases: [AliasRule.Alias] = []
        /// For an `x-by-name` operation: the index of the operation it belongs to, and the capture it renames.
        var host: (operation: Int, capture: String)?

        var id: String { object["operationId"]?.string ?? "" }
    }

    let files: [ContractFile]
    private(set) var platforms: [PlatformSource] = []
    private(set) var operations: [OperationSource] = []

    init(_ files: [ContractFile]) {
        self.files = files
        for (place, file) in files.enumerated() {
            let platform: Int
            if let known = platforms.firstIndex(where: { $0.id == file.platform }) {
                platform = known
            } else {
                platform = platforms.count
                platforms.append(PlatformSource(id: file.platform))
            }
            if file.content["openapi"] != nil {
                platforms[platform].root = place
                platforms[platform].impliedResponses = ImpliedResponses(file.content["x-responses"])
            }
            for (section, members) in file.content["components"]?.object ?? [:] {
                for (name, value) in members.object ?? [:] {
                    let name = section + "/" + name
                    guard platforms[platform].componentPlaces[name] == nil else { continue }
                    platforms[platform].componentPlaces[name] = platforms[platform].components.count
                    platforms[platform].components.append((name, place, value))
                }
            }
        }
        for (place, file) in files.enumerated() {
            for (path, item) in file.content["paths"]?.object ?? [:] {
                guard let item = item.object, let template = RouteTemplate(path) else { continue }
                for method in MethodSet.names {
                    guard let object = item[method]?.object else { continue }
                    add(object, method: method, template: template, item: item, path: path, file: place)
                }
            }
        }
    }

    /// A component by `section/name`.
    func component(_ name: String, platform: Int) -> JSON? {
        platforms[platform].componentPlaces[name].map { platforms[platform].components[$0].value }
    }

    /// The value itself, or the component that it refers to.
    func resolve(_ value: JSON, platform: Int) -> JSON {
        guard let reference = value["$ref"]?.string, let name = SchemaCompiler.componentName(reference) else {
            return value
        }
        return component(name, platform: platform) ?? value
    }

    /// The parameters of an operation, references resolved.
    func parameters(of operation: OperationSource) -> [JSON] {
        (operation.object["parameters"]?.array ?? []).map { resolve($0, platform: operation.platform) }
    }

    /// The names of the resolvers (`x-scope`) of an operation's path parameters, in path order.
    func scopes(of operation: OperationSource) -> [String] {
        let parameters = parameters(of: operation)
        return operation.template.captureNames.compactMap { name in
            parameters.first { $0["in"]?.string == "path" && $0["name"]?.string == name }?["x-scope"]?.string
        }
    }

    private mutating func add(
        _ object: JSONObject,
        method: String,
        template: RouteTemplate,
        item: JSONObject,
        path: String,
        file: Int
    ) {
        guard let platform = platforms.firstIndex(where: { $0.id == files[file].platform }) else { return }
        let pointer = "/paths/" + PathToken.escape(path) + "/" + method
        let root = platforms[platform].root.map { files[$0].content }
        let slash = object["x-final-slash"] ?? item["x-final-slash"] ?? root?["x-final-slash"]
        let finalSlash = slash?.string.flatMap(FinalSlash.init(rawValue:)) ?? .exact
        let rules = [root?["x-aliases"], item["x-aliases"], object["x-aliases"]]
            .flatMap { $0?.array ?? [] }.compactMap { $0.string.flatMap(AliasRule.init) }
        let shared = item["parameters"]?.array ?? []

        func place(
            _ object: JSONObject,
            _ template: RouteTemplate,
            _ pointer: String,
            renaming capture: (old: String, new: String)? = nil
        ) {
            var merged = object
            let own = object["parameters"]?.array ?? []
            let taken = own.map { identity(of: $0, platform: platform) }
            let inherited = shared.filter {
                let identity = identity(of: $0, platform: platform)
                return !taken.contains(identity) && identity != capture.map { "path " + $0.old }
            }
            if !inherited.isEmpty { merged["parameters"] = .array(inherited + own) }
            merged["x-aliases"] = nil
            merged["x-final-slash"] = nil
            var source = OperationSource(
                platform: platform,
                file: file,
                pointer: pointer,
                method: method,
                template: template,
                object: merged,
                finalSlash: finalSlash,
                security: Security(requirements: object["security"] ?? root?["security"])
            )
            let kinds = captureKinds(of: source)
            source.template = template.typed { kinds[$0] ?? .string }
            addImpliedResponses(to: &source)
            source.aliases = AliasRule.aliases(of: template, rules: rules).map { alias in
                // A whole path among the rules uses the capture name of the first operation.
                let renamed = alias.template.renaming(capture?.old ?? "", to: capture?.new ?? "")
                return AliasRule.Alias(method: alias.method, template: renamed.typed { kinds[$0] ?? .string })
            }
            if let capture { source.host = (operations.count - 1, capture.old) }
            operations.append(source)
        }

        var plain = object
        plain["x-by-name"] = nil
        place(plain, template, pointer)
        guard let second = object["x-by-name"]?.object, let capture = second["capture"]?.string,
            let name = second["name"]?.string, let operation = second["operation"]?.object
        else { return }
        place(
            operation,
            template.renaming(capture, to: name),
            pointer + "/x-by-name/operation",
            renaming: (capture, name)
        )
    }

    /// Completes the responses of an operation by those that `x-responses` implies.
    private func addImpliedResponses(to operation: inout OperationSource) {
        guard let own = operation.object["responses"]?.object else { return }
        let conditions = ImpliedResponses.Condition.allCases.filter { condition in
            switch condition {
            case .security: operation.security != .none
            case .role: operation.object["x-role"] != nil
            case .scope: !scopes(of: operation).isEmpty
            case .unsafeMethod: operation.method != "get"
            case .body: operation.object["requestBody"] != nil
            case .query:
                parameters(of: operation).contains { resolve($0, platform: operation.platform)["in"] == "query" }
            case .download: operation.method == "get" && isDownload(own["200"], platform: operation.platform)
            }
        }
        let implied = platforms[operation.platform].impliedResponses.responses(for: conditions)
        operation.repeatedStatuses = implied.filter { own[$0.key] == $0.value }.map(\.key)
        operation.object["responses"] = .object(ImpliedResponses.merge(implied, into: own))
    }

    /// Whether a response is something to download.
    private func isDownload(_ response: JSON?, platform: Int) -> Bool {
        let content = response.flatMap { resolve($0, platform: platform)["content"]?.object } ?? [:]
        return content.contains { resolve($0.value["schema"] ?? .null, platform: platform)["format"] == "binary" }
    }

    /// The identity of a parameter: its location and its name.
    private func identity(of parameter: JSON, platform: Int) -> String {
        let parameter = resolve(parameter, platform: platform)
        return (parameter["in"]?.string ?? "") + " " + (parameter["name"]?.string ?? "")
    }

    /// The kind of each path parameter of an operation. A capture that only an alias has is looked up in the
    /// components.
    private func captureKinds(of operation: OperationSource) -> [String: RouteTemplate.Capture] {
        var kinds: [String: RouteTemplate.Capture] = [:]
        let shared = platforms[operation.platform].components.filter { $0.name.hasPrefix("parameters/") }.map(\.value)
        for parameter in shared + parameters(of: operation) {
            guard parameter["in"]?.string == "path", let name = parameter["name"]?.string else { continue }
            if parameter["x-greedy"]?.bool == true {
                kinds[name] = .greedy
            } else {
                let schema = resolve(parameter["schema"] ?? .null, platform: operation.platform)
                kinds[name] = schema["type"]?.string == "integer" ? .integer : .string
            }
        }
        return kinds
    }
}
