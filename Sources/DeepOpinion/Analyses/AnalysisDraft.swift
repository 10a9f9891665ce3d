// An analysis before it is created.

import Emulator
import Store

/// The model, author and place of a new analysis.
struct AnalysisDraft {
    let model: ModelReader
    let user: Int
    let workspace: Int
    /// The project that the documents are added to: the model's, if it lies in the same workspace.
    let project: Int?

    init(_ model: ModelReader, _ account: Account, _ call: Call) throws {
        self.model = model
        user = account.id
        let isMember = try WorkspaceAccess.role(of: account, in: model.workspace, call.database) != nil
        if WorkspaceAccess.prefix(call) == nil, model.project != nil, isMember {
            workspace = model.workspace
        } else {
            workspace = try WorkspaceAccess.current(call)
        }
        project = workspace == model.workspace ? model.project : nil
        try WorkspaceAccess.require(.annotator, account, in: workspace, call)
    }

    /// Inserts the analysis of a group's documents and returns its number.
    func insert(name: String, group: Int, _ call: Call) throws -> Int {
        try call.database.execute(
            """
            INSERT INTO studio_analyses(uuid, workspace, project, model, group_id, name, status, type, created,
                created_by)
            VALUES (?, ?, ?, ?, ?, ?, 'CREATED', ?, ?, ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(workspace), .optional(project), .int(model.id), .int(group),
            .text(name), .text(model.type.rawValue), .int(call.now.microseconds), .int(user))
        return call.database.lastInsertedRow
    }
}
