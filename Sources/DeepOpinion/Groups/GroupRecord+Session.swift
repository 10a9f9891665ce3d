// A document group in the shape of a labeling session, as updates of groups answer it.

import Crypto
import Emulator
import JSON
import Store

extension GroupRecord {
    /// Writes the group with the members of a `LabelingSession` (specification, "Document groups").
    ///
    /// What a group has no word for is derived: its mode is that of labeling, type and names are those of its project,
    /// and its UUID depends on the tenant's seed and the number of the group alone.
    func writeAsSession(_ call: Call, into writer: inout JSONWriter) throws {
        let database = call.database
        let owner = try database.first(
            "SELECT workspace, type FROM studio_projects WHERE id = ?", .optional(project)
        ) { (workspace: $0.int(0), type: $0.text(1)) }
        guard let project, let owner else { throw Problem.unknownProject }
        var generator = call.tenant.identifiers.generator(for: ["group", String(id)])
        writer.beginObject()
        writer.field("created", created)
        writer.field("finished", JSON.null)
        writer.field("document_count", documentCount)
        writer.field("document_group_id", id)
        writer.field("organization_id", owner.workspace)
        writer.field("user_id", user)
        writer.field("project_id", project)
        writer.field("uuid", generator.uuid())
        writer.field("id", id)
        writer.field("name", name)
        writer.field("progress", status == "CREATED" ? 100.0 : 0)
        writer.field("model_id", JSON.null)
        writer.field("status", status == "PROCESSING" ? "STARTED" : status)
        writer.field("mode", "ANNOTATION")
        writer.field("type", owner.type)
        writer.field("description", JSON.null)
        writer.key("classes")
        try NameLists.writeClassNames(ofProject: project, database, into: &writer)
        writer.key("labels")
        try NameLists.writeLabelNames(ofProject: project, database, into: &writer)
        writer.endObject()
    }
}
