// What was decided where a page contradicts itself: fixtures/printed/choices.json.

import JSON
import TestSupport

/// A decision about some entries.
struct PrintedChoice: CustomStringConvertible {
    let json: JSON

    /// All decisions.
    static let all: [PrintedChoice] = {
        let text = Repository.text("fixtures/printed/choices.json")
        return ((try? JSON(parsing: Array(text.utf8)))?.array ?? []).map(PrintedChoice.init)
    }()

    /// The decisions about an entry.
    static func about(_ entry: PrintedEntry) -> [PrintedChoice] {
        all.filter { $0.entries.contains(entry.name) }
    }

    var description: String { decision }

    /// The names of the entries.
    var entries: [String] { texts("entries") }
    /// What was decided.
    var decision: String { json["decision"]?.string ?? "" }
    /// Why.
    var reason: String { json["reason"]?.string ?? "" }
    /// Printed members that are left out, by path.
    var omitted: [String] { texts("omitted") }
    /// Printed objects that are arrays of such objects, by path.
    var arrays: [String] { texts("arrays") }
    /// Arrays and maps that are always empty here, by path.
    var empty: [String] { texts("empty") }
    /// Printed names of members, and ours.
    var renamed: JSONObject { json["renamed"]?.object ?? [:] }
    /// The shape in place of the printed one.
    var members: PrintedShape? { json["members"].flatMap(PrintedShape.init) }
    /// Parameters that may be left out although they are printed as required.
    var optional: [String] { texts("optional") }

    /// Whether something differs from the printed entry.
    var hasEffect: Bool {
        !omitted.isEmpty || !arrays.isEmpty || !empty.isEmpty || !renamed.isEmpty || members != nil || !optional.isEmpty
    }

    private func texts(_ key: String) -> [String] { (json[key]?.array ?? []).compactMap(\.string) }

    /// The shape of an entry as it was decided.
    func applied(to shape: PrintedShape) -> PrintedShape {
        var shape = members ?? shape
        for path in omitted { shape = change(shape, path) { _ in nil } }
        for path in arrays { shape = change(shape, path) { .array(of: $0) } }
        for path in empty { shape = change(shape, path) { _ in .any } }
        for (path, name) in renamed { shape = shape.renamed(path, name.string ?? path) }
        return shape
    }

    private func change(
        _ shape: PrintedShape, _ path: String, _ change: (PrintedShape) -> PrintedShape?
    ) -> PrintedShape {
        shape.changed(at: path.split(separator: ".").map(String.init)[...], change) ?? shape
    }
}

extension PrintedShape {
    /// The shape with a member of the outermost object under another name.
    fileprivate func renamed(_ old: String, _ new: String) -> PrintedShape {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map {
                $0.name == old ? Member(name: new, isOptional: $0.isOptional, shape: $0.shape) : $0
            })
    }
}
