// Entries of fixtures/printed: what the vendors' pages print about parameters, requests and answers.

import JSON
import TestSupport
import Testing

/// One entry.
struct PrintedEntry: CustomStringConvertible {
    /// What an entry is about.
    enum Kind: String { case parameters, request, response }

    let platform: String
    let operation: String
    let kind: Kind
    /// `deepva/listJobs response`; a second one of the same kind has ` 2` behind it.
    let name: String
    let json: JSON

    var description: String { name }

    /// The platforms with printed pages.
    static let platforms = ["deepen-calibrate", "deepen-tools", "deepva", "deepopinion"]

    /// The entries of all platforms, in the order of the files.
    static let all: [PrintedEntry] = platforms.flatMap { entries(of: $0) }

    private static func entries(of platform: String) -> [PrintedEntry] {
        let text = Repository.text("fixtures/printed/\(platform).json")
        let list = (try? JSON(parsing: Array(text.utf8)))?.array ?? []
        var counts: [String: Int] = [:]
        return list.compactMap { json in
            guard let operation = json["operation"]?.string, let kind = json["kind"]?.string.flatMap(Kind.init) else {
                return nil
            }
            let name = "\(platform)/\(operation) \(kind.rawValue)"
            let count = (counts[name] ?? 0) + 1
            counts[name] = count
            return PrintedEntry(
                platform: platform, operation: operation, kind: kind, name: count == 1 ? name : "\(name) \(count)",
                json: json)
        }
    }

    /// The entries of a kind and a platform.
    static func of(_ kind: Kind, _ platform: String) -> [PrintedEntry] {
        all.filter { $0.kind == kind && $0.platform == platform }
    }

    /// Where the page disagrees with itself.
    var contradiction: String? { json["contradiction"]?.string }

    /// The status of an answer; nil when it is not printed.
    var status: Int? { json["status"]?.int }

    /// The shape of the body; nil when there is none.
    var shape: PrintedShape? { json["members"].flatMap(PrintedShape.init) }

    /// Types of members that may be null, by path; an empty one where the printed one holds.
    var nullable: [String: String] {
        var types: [String: String] = [:]
        for path in json["nullable_inferred"]?.array ?? [] { types[path.string ?? ""] = "" }
        for (path, type) in json["nullable"]?.object ?? [:] { types[path] = type.string }
        return types
    }

    /// Values that are listed for members, by path.
    var enums: [String: [JSON]] {
        var values: [String: [JSON]] = [:]
        for (path, list) in json["enums"]?.object ?? [:] { values[path] = list.array }
        return values
    }
}
