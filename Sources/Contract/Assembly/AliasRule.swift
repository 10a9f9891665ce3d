// Aliases of operations: the entries of `x-aliases`.

/// One entry of `x-aliases`.
enum AliasRule {
    /// `"/api/v1 => /v1"`: every path that begins with the first also exists with the second.
    case rewrite(from: RouteTemplate, to: RouteTemplate)
    /// `"/other/{id}"` or `"POST /other/{id}"`: another whole path, for the same method or another one.
    case template(Alias)

    /// Another path of an operation.
    struct Alias: Equatable {
        /// The method in lower case, if it differs from that of the operation.
        var method: String?
        var template: RouteTemplate

        /// The alias as contracts spell it.
        var text: String { (method.map { $0.uppercased() + " " } ?? "") + template.text }
    }

    /// Parses an entry; nil if it has neither form.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        switch parts.count {
        case 1:
            guard let template = RouteTemplate(parts[0]) else { return nil }
            self = .template(Alias(template: template))
        case 2:
            let method = parts[0].lowercased()
            guard parts[0] == method.uppercased(), MethodSet.names.contains(method),
                let template = RouteTemplate(parts[1])
            else { return nil }
            self = .template(Alias(method: method, template: template))
        case 3 where parts[1] == "=>":
            guard let from = RouteTemplate(parts[0]), let to = RouteTemplate(parts[2]), !from.hasFinalSlash,
                !to.hasFinalSlash
            else { return nil }
            self = .rewrite(from: from, to: to)
        default: return nil
        }
    }

    /// The aliases of a path. Each rule in turn is applied to the path and to the aliases found so far.
    static func aliases(of template: RouteTemplate, rules: [AliasRule]) -> [Alias] {
        var paths = [Alias(template: template)]
        for rule in rules {
            let further: [Alias] =
                switch rule {
                case .template(let alias): [alias]
                case .rewrite(let from, let to):
                    paths.compactMap { path in
                        path.template.rewritten(from: from, to: to).map { Alias(method: path.method, template: $0) }
                    }
                }
            for path in further where !paths.contains(path) {
                paths.append(path)
            }
        }
        return Array(paths.dropFirst())
    }
}
