// Changing a document group: its name and further documents.

import Emulator
import JSON
import Store

/// Changes of groups.
enum GroupUpdate {
    /// Documents that are still to be added.
    private enum Addition {
        case document(Int)
        case new(DocumentInput)
        /// The documents of another group, from a position on.
        case group(Int, from: Int)
    }

    private static let slice = 200

    /// Adds documents a few hundred at a time, then answers in the shape of a labeling session.
    static func update(_ call: Call) throws -> Reply {
        let group = call.integer("group_id")
        let project = call.integer("project_id")
        try Groups.requireWhole(group, call.database)
        var rest = try additions(call, project: project)[...]
        if let name = call.body["name"]?.string, !name.isEmpty {
            try call.database.execute("UPDATE studio_groups SET name = ? WHERE id = ?", .text(name), .int(group))
        }
        let place = try DocumentPlacement(
            project: project, vocabulary: Vocabulary(project: project, call.database), now: call.now)
        return .slices {
            for _ in 0..<slice {
                guard let addition = rest.popFirst() else { return .done(try reply(call, group)) }
                switch addition {
                case .document(let id): try DocumentRows.add(id, toGroup: group, call.database)
                case .new(let document):
                    try DocumentRows.add(
                        DocumentRows.insert(document, at: place, call.database), toGroup: group, call.database)
                case .group(let other, let position):
                    let end = try copy(other, from: position, to: group, call.database)
                    if let end { rest = [.group(other, from: end)] + rest }
                    return .again
                }
            }
            return .again
        }
    }

    private static func additions(_ call: Call, project: Int) throws -> [Addition] {
        var additions: [Addition] = []
        additions += try DocumentRows.numbers(
            call.body["document_ids"]?.array ?? [], inProject: project, call.database
        ).map { Addition.document($0) }
        var vocabulary = try Vocabulary(project: project, call.database)
        for (index, json) in (call.body["documents"]?.array ?? []).enumerated() {
            if let text = json["text"] {
                guard text.string?.isEmpty == false else {
                    throw Problem.badRequest(
                        "documents.\(index).text: a non-empty string is required.", field: "documents.\(index).text")
                }
                let document = try DocumentInput(
                    json, split: false, isStrict: call.tenant.settings.requiresTrueSegments)
                vocabulary = try vocabulary.adding([document], toProject: project, call.database)
                additions.append(.new(document))
                continue
            }
            let isFound = try call.database.exists(
                "SELECT 1 FROM studio_groups WHERE id = ? AND project = ?", .int(json["id"]?.int ?? 0), .int(project))
            guard let id = json["id"]?.int, isFound else {
                throw Problem.badRequest(
                    "documents.\(index): must be a document with a text, or name a group of the project.",
                    field: "documents.\(index)")
            }
            additions.append(.group(id, from: 0))
        }
        return additions
    }

    /// Adds some documents of another group. Returns the position to continue from, or nil at its end.
    private static func copy(_ other: Int, from position: Int, to group: Int, _ database: Database) throws -> Int? {
        let found = try database.all(
            """
            SELECT position, document FROM studio_group_documents WHERE group_id = ? AND position >= ?
            ORDER BY position LIMIT ?
            """, .int(other), .int(position), .int(slice)
        ) { (position: $0.int(0), document: $0.int(1)) }
        for (_, document) in found { try DocumentRows.add(document, toGroup: group, database) }
        return found.count == slice ? found.last.map { $0.position + 1 } : nil
    }

    private static func reply(_ call: Call, _ id: Int) throws -> Reply {
        guard let group = try GroupRecord.find(id, call.database) else { throw Problem.unknownGroup }
        return try .json { try group.writeAsSession(call, into: &$0) }
    }
}
