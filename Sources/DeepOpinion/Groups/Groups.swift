// Document groups: reading, downloading and deleting them.

import Emulator
import JSON
import Store
import System

/// Document groups (specification, "Document groups"). ``GroupCreation`` creates them.
enum Groups {
    static let handlers: [String: Handler] = [
        "listGroups": list,
        "createGroup": GroupCreation.create,
        "uploadGroupFile": GroupCreation.upload,
        "connectGroupExternalSource": GroupCreation.connectExternalSource,
        "getGroup": get,
        "updateGroup": GroupUpdate.update,
        "deleteGroup": delete,
        "listGroupDocuments": listDocuments,
        "getGroupDocument": getDocument,
        "downloadGroup": download,
    ]

    static let timings = [deletion]
    private static let deletion = Timing("deepopinion.group.delete")

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let walk = RecordWalk(
            "SELECT \(GroupRecord.columns) FROM studio_groups WHERE project = ?", [.int(call.integer("project_id"))],
            by: "id", ListRange(call), number: \GroupRecord.id
        ) { GroupRecord($0) }
        return try ListReply.reply(call, walk) { try $0.counted(call.database).write(into: &$1) }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("group_id"), call, status: 200)
    }

    /// Answers with a group.
    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        guard let group = try GroupRecord.find(id, call.database) else { throw Problem.unknownGroup }
        return .json(status: status) { group.write(into: &$0) }
    }

    private static func listDocuments(_ call: Call) throws -> Reply {
        let source = try DocumentList.group(call.integer("group_id"), call.database)
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call))
        var condition = DocumentCondition.none
        condition.addSearch(call.parameters["search"]?.string)
        return try DocumentPage.reply(call, source, where: condition, documents)
    }

    private static func getDocument(_ call: Call) throws -> Reply {
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call))
        guard let record = try DocumentRecord.find(call.integer("document_id"), call.database) else {
            throw Problem.unknownDocument
        }
        return try .json { try documents.write(record, into: &$0) }
    }

    private static func download(_ call: Call) throws -> Reply {
        let id = call.integer("group_id")
        let name = try call.database.scalarText("SELECT name FROM studio_groups WHERE id = ?", .int(id))
        let source = try DocumentList.group(id, call.database)
        return DocumentDownload.reply(call, name: name ?? "group", [(source, .people)])
    }

    // MARK: - Deleting

    /// Documents stay in the project; analyses and sessions created from the group are deleted with it.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("group_id")
        try requireWhole(id, call.database)
        try Imports.cancel(intoGroup: id, in: call.tenant)
        try call.database.execute("UPDATE studio_groups SET status = 'DELETING' WHERE id = ?", .int(id))
        let wait = call.tenant.timings[deletion]
        try Removal.start(.group, id, at: call.now.advanced(byMilliseconds: wait), in: call.tenant)
        return .empty(204)
    }

    /// 409 for a group that is being deleted.
    static func requireWhole(_ id: Int, _ database: Database) throws {
        let status = try database.scalarText("SELECT status FROM studio_groups WHERE id = ?", .int(id))
        guard status != "DELETING" else { throw Problem.conflict("The document group is being deleted.") }
    }
}
