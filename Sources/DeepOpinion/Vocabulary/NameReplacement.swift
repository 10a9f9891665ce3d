// Replacing the classes or labels of a project by a list of names.

import Emulator
import JSON
import Store

/// A replacement under way. Names that stay keep their numbers and tags; the others are deleted in slices.
struct NameReplacement {
    /// What is replaced.
    enum Kind {
        case classes, labels

        var table: SQL { self == .classes ? "studio_classes" : "studio_labels" }
        var column: SQL { self == .classes ? "class" : "label" }
    }

    private let kind: Kind
    /// The numbers of what is still to be deleted.
    private var rest: ArraySlice<Int>

    var isComplete: Bool { rest.isEmpty }

    /// Adds the new names.
    ///
    /// - Throws: ``Problem`` 400 for an empty name, 409 for too many, and for other labels than the fixed ones.
    init(_ kind: Kind, with names: [String], project: Int, _ database: Database) throws {
        self.kind = kind
        let vocabulary = try Vocabulary(project: project, database)
        let known = kind == .classes ? vocabulary.classes : vocabulary.labels
        for name in names { _ = try Names.required(.string(name)) }
        let wanted = Set(names)
        if kind == .labels, vocabulary.type.hasFixedLabels {
            guard wanted == Set(vocabulary.type.firstLabels) || wanted == Set(known.keys) else {
                throw Problem.fixedLabels
            }
        }
        try Names.requireRoom(for: wanted.count, present: 0)
        for name in names where known[name] == nil {
            try database.execute(
                "INSERT OR IGNORE INTO \(kind.table)(project, name) VALUES (?, ?)", .int(project), .text(name))
        }
        rest = known.filter { !wanted.contains($0.key) }.values.sorted()[...]
    }

    /// Deletes some tags of what is not in the list, or one class or label that has no tags any more.
    mutating func step(_ database: Database) throws {
        guard let id = rest.first else { return }
        try database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE \(kind.column) = ? LIMIT 500)",
            .int(id))
        guard database.changes == 0 else { return }
        try database.execute("DELETE FROM \(kind.table) WHERE id = ?", .int(id))
        rest.removeFirst()
    }
}
