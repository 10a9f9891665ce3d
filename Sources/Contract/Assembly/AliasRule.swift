// Further paths of an operation: the entries of `x-aliases`.

/// One entry of `x-aliases`.
enum AliasRule {
    /// `"/api/v1 => /v1"`: a path that begins with the first also exists with the second.
    case rewrite(from: RouteTemplate, to: RouteTemplate)
    /// `"/other/{id}"`: a whole further path.
    case template(RouteTemplate)

    /// An entry from its text; nil when it has neither form.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        switch parts.count {
        case 1:
            guard let template = RouteTemplate(parts[0]) else { return nil }
            self = .template(template)
        case 3 where parts[1] == "=>":
            guard let from = RouteTemplate(parts[0]), let to = RouteTemplate(parts[2]), !from.hasFinalSlash,
                !to.hasFinalSlash
            else { return nil }
            self = .rewrite(from: from, to: to)
        default: return nil
        }
    }

    /// The aliases of a path: the rules are applied in order, each to the path and to the aliases found so far.
    static func aliases(of template: RouteTemplate, rules: [AliasRule]) -> [RouteTemplate] {
        var paths = [template]
        for rule in rules {
            let further: [RouteTemplate] =
                switch rule {
                case .template(let template): [template]
                case .rewrite(let from, let to): paths.compactMap { $0.rewritten(from: from, to: to) }
                }
            for path in further where !paths.contains(path) {
                paths.append(path)
            }
        }
        return Array(paths.dropFirst())
    }
}
