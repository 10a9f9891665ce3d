// Models as files. A downloaded model can be uploaded again.

import Emulator
import JSON
import Store
import System

/// Uploads and downloads of models.
enum ModelFiles {
    static let handlers: [String: Handler] = [
        "uploadModel": upload,
        "downloadModel": downloadByNumber,
        "downloadModelByName": downloadByName,
        "downloadWorkspaceModelByName": downloadByNames,
        "downloadProjectModel": downloadOfProject,
    ]

    // MARK: - Upload

    /// A model file is what the download of a model gives; anything else is refused.
    private static func upload(_ call: Call) throws -> Reply {
        guard let file = call.uploads.first else { throw Problem.noFile }
        let body = call.body
        let workspace = try WorkspaceAccess.current(call)
        let account = try Account.calling(call)
        let pending = call.tenant.files.pendingFile()
        let uuid = call.tenant.identifiers.uuid()
        let display = body["display_name"]?.string ?? ""
        return .later({ (budget: WorkBudget) -> (FileStore.StagedFile, ModelVocabulary) in
            guard ClassifierFile.isClassifier(try file.payload.read(at: 0, count: 64)) else { throw Problem.noModel }
            guard file.payload.count <= ClassifierFile.maximumBytes else {
                throw Problem.fileTooLarge(ClassifierFile.maximumBytes)
            }
            guard let classifier = try ClassifierFile.read(file.payload, budget: budget) else {
                throw Problem.damagedModel
            }
            return (try pending.stage(file.payload), ModelVocabulary(of: classifier))
        }) { prepared, vocabulary in
            let name = try ModelNames.name(body["name"]?.string, display: display, workspace: workspace, call.database)
            let status = body["status"]?.string ?? "READY"
            let content = try call.tenant.files.keep(prepared)
            try call.database.execute(
                """
                INSERT INTO studio_models(uuid, workspace, name, display_name, base, language, created_by, owner,
                    created, finished, score, short_description, long_description, status, type, is_public, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(uuid), .int(workspace), .text(name), .text(display), .optional(body["base"]?.string),
                .text(body["language"]?.string ?? "en"), .int(account.id),
                .text(ModelNames.owner(account.id, call.database)), .int(call.now.microseconds),
                .int(call.now.microseconds),
                .optional(body["score"]?.double), .optional(body["short_description"]?.string),
                .optional(body["long_description"]?.string), .text(status), .text(vocabulary.type.rawValue),
                .bool(status == "PUBLISHED"), .text(content))
            let id = call.database.lastInsertedRow
            try ModelNames.insertVocabulary(
                classes: vocabulary.classes, labels: vocabulary.labels, model: id, call.database)
            return try Models.reply(id, call)
        }
    }

    /// What a row keeps of a classifier, whose weights are let go of.
    private struct ModelVocabulary: Sendable {
        let type: TaskType
        let classes: [String]
        let labels: [String]

        init(of classifier: Classifier) {
            type = classifier.type
            classes = classifier.classes
            labels = classifier.labels
        }
    }

    // MARK: - Download

    /// The model with this number, else the one that has it for a name.
    private static func downloadByNumber(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        do {
            try ModelScope.require(id, call)
        } catch let problem as Problem where problem.status == 404 {
            return try download(named: call.path("model_id"), call)
        }
        try ModelAccess.require(.use, try Account.calling(call), model: id, call.database)
        return try download(id, call)
    }

    private static func downloadOfProject(_ call: Call) throws -> Reply {
        try download(call.integer("model_id"), call)
    }

    private static func downloadByName(_ call: Call) throws -> Reply {
        try download(named: call.path("model"), call)
    }

    /// The model with this name in a workspace of the caller, else the first published one.
    private static func download(named name: String, _ call: Call) throws -> Reply {
        let account = try Account.calling(call)
        let (condition, values) = ModelAccess.visible(account, workspace: WorkspaceAccess.prefix(call))
        let id = try call.database.first(
            """
            SELECT m.id FROM studio_models m WHERE m.name = ? AND \(condition)
            ORDER BY m.workspace NOT IN (SELECT workspace FROM studio_members WHERE user = ?), m.id LIMIT 1
            """, [.text(name)] + values + [.int(account.id)]
        ) { $0.int(0) }
        guard let id else { throw Problem.unknownModel }
        try ModelAccess.require(.use, account, model: id, call.database)
        return try download(id, call)
    }

    /// The model with this name in the workspace, else the one with this number.
    private static func downloadByNames(_ call: Call) throws -> Reply {
        let workspace = try Models.workspace(named: call.path("organization"), call)
        let name = call.path("model")
        let id = try call.database.scalarInt(
            "SELECT id FROM studio_models WHERE workspace = ?1 AND (name = ?2 OR id = ?3) ORDER BY name <> ?2 LIMIT 1",
            .int(workspace), .text(name), .optional(Models.number(name)))
        guard let id else { throw Problem.unknownModel }
        try ModelAccess.require(.use, try Account.calling(call), model: id, call.database)
        return try download(id, call)
    }

    private static func download(_ id: Int, _ call: Call) throws -> Reply {
        let row = try call.database.first(
            """
            SELECT name, coalesce(finished, created), content, type, is_shipped FROM studio_models WHERE id = ?
            """, .int(id)
        ) {
            (
                name: $0.text(0), finished: Instant(microseconds: $0.int(1)), content: $0.optionalText(2),
                type: $0.text(3), isShipped: $0.bool(4)
            )
        }
        guard let row else { throw Problem.unknownModel }
        let headers = [("Content-Disposition", "attachment; filename=\"\(TableDownload.fileName(row.name)).model\"")]
        if row.isShipped, let type = TaskType(rawValue: row.type) {
            return .later({ ClassifierFile.write(ShippedModels.classifier(of: type)) }) { bytes in
                .content(
                    .memory(bytes), mediaType: "application/octet-stream", modified: row.finished, headers: headers)
            }
        }
        guard let content = row.content, let payload = try call.tenant.files.payload(content) else {
            throw Problem.unusableModel
        }
        return .content(payload, mediaType: "application/octet-stream", modified: row.finished, headers: headers)
    }
}
