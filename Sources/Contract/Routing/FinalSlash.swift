// What a route does with a slash at the end of a path.

/// How a route treats a slash at the end of a path (`x-final-slash`).
enum FinalSlash: String, Sendable {
    /// The path must end exactly as the template does.
    case exact
    /// The path matches with and without the slash.
    case optional

    /// Whether a path matches as far as its final slash is concerned.
    func accepts(pathHasIt: Bool, templateHasIt: Bool) -> Bool {
        self == .optional || pathHasIt == templateHasIt
    }
}
