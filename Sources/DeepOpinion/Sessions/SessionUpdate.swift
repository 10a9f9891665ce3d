// Changing a labeling session: its name, classes and labels, and further documents.

import Emulator
import JSON
import Store

/// Changes of labeling sessions.
enum SessionUpdate {
    private static let slice = 100

    static func update(_ call: Call) throws -> Reply {
        let id = SessionScope.session(call)
        let project = call.integer("project_id")
        let body = call.body
        let names = try SessionNames(body).numbers(project: project, call.database)
        let chosen = try DocumentRows.numbers(
            body["document_ids"]?.array ?? [], inProject: project, call.database)
        let isStrict = call.tenant.settings.requiresTrueSegments
        let documents = try (body["documents"]?.array ?? []).map {
            try DocumentInput($0, split: false, isStrict: isStrict)
        }
        let vocabulary = try Vocabulary(project: project, call.database)
            .adding(documents, toProject: project, call.database)
        if let name = body["name"]?.string {
            try call.database.execute("UPDATE studio_sessions SET name = ? WHERE id = ?", .text(name), .int(id))
        }
        if let classes = names.classes {
            try call.database.execute(
                "UPDATE studio_sessions SET classes_json = ? WHERE id = ?",
                .text(JSON.array(classes.map(JSON.int)).description), .int(id))
        }
        if let labels = names.labels {
            try call.database.execute(
                "UPDATE studio_sessions SET labels_json = ? WHERE id = ?",
                .text(JSON.array(labels.map(JSON.int)).description), .int(id))
        }
        guard !chosen.isEmpty || !documents.isEmpty else { return try LabelingSessions.reply(id, call, status: 200) }
        var rest = documents[...]
        var numbers = chosen
        let place = DocumentPlacement(project: project, session: id, vocabulary: vocabulary, now: call.now)
        return .slices {
            for _ in 0..<slice {
                guard let document = rest.popFirst() else {
                    return .done(
                        add(numbers[...], to: id, call) {
                            try SessionStatus.update(id, isTouched: false, at: call.now, call.database)
                            return try LabelingSessions.reply(id, call, status: 200)
                        })
                }
                numbers.append(try DocumentRows.insert(document, at: place, call.database))
            }
            return .again
        }
    }

    /// Adds documents to a session, a hundred at a time, then answers.
    static func add(
        _ documents: ArraySlice<Int>, to session: Int, _ call: Call, _ reply: @escaping () throws -> Reply
    ) -> Reply {
        var rest = documents
        return .slices {
            guard let target = try SessionTarget(session, at: call.now, call.database) else {
                throw Problem.unknownSession
            }
            for document in rest.prefix(slice) { try SessionDocuments.add(document, to: target, call.database) }
            rest = rest.dropFirst(slice)
            return rest.isEmpty ? .done(try reply()) : .again
        }
    }
}
