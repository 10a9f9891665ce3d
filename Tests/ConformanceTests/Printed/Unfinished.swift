// Entries that do not hold yet.

/// Names of entries.
enum Unfinished {
    static let answers: Set<String> = []
    static let requests: Set<String> = []
    static let parameters: Set<String> = []
}
