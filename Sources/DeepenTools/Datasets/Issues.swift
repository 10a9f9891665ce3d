// Issues: remarks about files and labels of a dataset.

import Emulator
import JSON
import Store

/// Issues (specification, "Issues"; all inferred).
enum Issues {
    static let handlers: [String: Handler] = [
        "listIssues": list,
        "createIssue": create,
        "updateIssue": update,
    ]

    private static let ownMembers = ["issue_id", "dataset_id", "create_time_millis"]
    /// The order of the members; those that a client adds come last.
    private static let order = [
        "issue_id", "dataset_id", "file_id", "label_id", "stage_id", "status", "comment", "created_by",
        "create_time_millis",
    ]

    private static func list(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginObject()
            writer.key("issues")
            writer.beginArray()
            try call.database.each(
                "SELECT json FROM tools_issues WHERE dataset = ? ORDER BY seq", .int(call.dataset().seq)
            ) { row in
                row.withText(0) { writer.raw($0) }
            }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let id = try call.tenant.newID(of: Records.issue)
        let stage = try call.database.scalarText(
            "SELECT json_extract(pipeline_json, '$[0].stage_id') FROM tools_datasets WHERE seq = ?", .int(dataset.seq))
        var issue: JSONObject = [
            "issue_id": .string(id), "dataset_id": .string(dataset.id), "file_id": "",
            "stage_id": .string(stage ?? "Labelling"), "status": "open", "comment": "",
            "created_by": .string(Authentication.email(of: call) ?? "api"),
            "create_time_millis": .int(call.now.microseconds / 1000),
        ]
        merge(call.body, into: &issue)
        try call.database.execute(
            "INSERT INTO tools_issues(id, dataset, json) VALUES (?, ?, ?)", .text(id), .int(dataset.seq),
            .text(JSON.object(issue).description))
        return .json(.object(issue))
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.path("issueId")
        let found = try call.database.first("SELECT json FROM tools_issues WHERE id = ?", .text(id)) {
            try JSON(parsing: $0.text(0))
        }
        guard var issue = found?.object else { throw Problem.unknownIssue(id) }
        merge(call.body, into: &issue)
        try call.database.execute(
            "UPDATE tools_issues SET json = ? WHERE id = ?", .text(JSON.object(issue).description), .text(id))
        return .json(.object(issue))
    }

    private static func merge(_ changes: JSON, into issue: inout JSONObject) {
        for (key, value) in changes.object ?? [:] where !ownMembers.contains(key) { issue[key] = value }
        let known = order.compactMap { key in issue[key].map { (key, $0) } }
        let further = issue.filter { !order.contains($0.key) }.map { ($0.key, $0.value) }
        issue = JSONObject(known + further)
    }
}

extension Problem {
    /// 404: no such issue.
    static func unknownIssue(_ id: String) -> Problem { .notFound("Issue \(id)") }
}
