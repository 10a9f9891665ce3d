// What a route does with a slash at the end of a path.

/// How a route treats a slash at the end of a path (`x-final-slash`).
enum FinalSlash: String, Sendable {
    /// The path ends as the template does, or the route does not match.
    case exact
    /// With and without the slash is the same route.
    case optional

    /// Whether a path may take a route.
    func accepts(pathHasIt: Bool, templateHasIt: Bool) -> Bool {
        self == .optional || pathHasIt == templateHasIt
    }
}
