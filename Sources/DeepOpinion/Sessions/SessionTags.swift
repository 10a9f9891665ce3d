// Tags of segments in labeling sessions.

import Emulator
import JSON
import Store

/// Tags in sessions (specification, "Labeling sessions").
enum SessionTags {
    static let handlers: [String: Handler] = [
        "listSegmentTags": list,
        "addSegmentTag": add,
        "getSegmentTag": get,
        "updateSegmentTag": update,
        "deleteSegmentTag": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let documents = DocumentWriter(
            database: call.database, details: DocumentFields("tags"), tags: .session(SessionScope.session(call)))
        return try .json { try documents.writeTags(ofSegment: call.integer("segment_id"), into: &$0) }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("tag_id"), call)
    }

    private static func reply(_ id: Int, _ call: Call) throws -> Reply {
        try .json { try TagRecord.write(id: id, call.database, into: &$0) }
    }

    private static func add(_ call: Call) throws -> Reply {
        let id = try insert(call)
        try SessionStatus.update(SessionScope.session(call), isTouched: true, at: call.now, call.database)
        return try reply(id, call)
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("tag_id")
        try change(id, call)
        try SessionStatus.update(SessionScope.session(call), isTouched: true, at: call.now, call.database)
        return try reply(id, call)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM studio_tags WHERE id = ?", .int(call.integer("tag_id")))
        try SessionStatus.update(SessionScope.session(call), isTouched: true, at: call.now, call.database)
        return .empty(204)
    }

    // MARK: - Parts

    /// Inserts the tag in the body and returns its number.
    static func insert(_ call: Call) throws -> Int {
        let session = SessionScope.session(call)
        let segment = call.integer("segment_id")
        let vocabulary = try Vocabulary(project: call.integer("project_id"), call.database)
        let tag = try TagInput(call.body)
        let numbers = try vocabulary.resolve(tag, allowsEmpty: call.tenant.settings.allowsEmptyTags)
        if let span = tag.span { try TagUpdate.requireInside(span, segment: segment, call.database) }
        let place = DocumentPlacement(
            project: call.integer("project_id"), session: session, vocabulary: vocabulary, now: call.now)
        return try DocumentRows.insertTag(
            tag, numbers, segment: segment, document: call.integer("document_id"), at: place, call.database)
    }

    /// Changes a tag by the body.
    static func change(_ id: Int, _ call: Call) throws {
        let vocabulary = try Vocabulary(project: call.integer("project_id"), call.database)
        try TagUpdate.change(id, TagInput(call.body), vocabulary, call)
    }
}
