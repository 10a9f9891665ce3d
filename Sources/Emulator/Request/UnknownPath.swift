// Whose 404 a path gets that no operation has: the platform to which its prefix belongs.

/// Guesses the platform of unknown paths.
enum UnknownPath {
    /// The id of the platform whose dialect answers for an unknown path.
    static func platform(of segments: [String]) -> String {
        let names = segments.prefix(3)
        switch (names.first, names.dropFirst().first, names.dropFirst(2).first) {
        case ("__admin", _, _): return Platform.controlID
        case ("api", "v2", "external"): return "deepen-calibrate"
        case ("api", "v1", _), ("v1", _, _), ("api", "v2", "storage"), ("api", "v2", "dictionaries"): return "deepva"
        case ("api", "v2", _), ("upload", _, _), ("storage", _, _): return "deepen-tools"
        default: return "deepopinion"
        }
    }
}
