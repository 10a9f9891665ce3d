// Labelling profiles: create, list, show, update, delete.

import Emulator
import JSON
import Store

/// Labelling profiles (specification, "Labelling profiles").
enum LabellingProfiles {
    static let handlers: [String: Handler] = [
        "listLabellingProfiles": list,
        "createLabellingProfile": create,
        "getLabellingProfile": get,
        "updateLabellingProfile": update,
        "deleteLabellingProfile": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let client = call.path("clientId")
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("profiles")
            writer.beginArray()
            try call.database.each(
                "SELECT id, json FROM tools_profiles WHERE client_id = ? ORDER BY seq", .text(client)
            ) { row in
                writer.value(resource(id: row.text(0), client: client, json: try JSON(parsing: row.text(1))))
            }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        try LabellingStages.check(call.body["pipeline_spec"])
        let id = try call.tenant.newID(of: Records.profile)
        try call.database.execute(
            "INSERT INTO tools_profiles(id, client_id, json) VALUES (?, ?, ?)", .text(id),
            .text(call.path("clientId")), .text(clientMembers(call.body).description))
        return .json(["profile_id": .string(id)])
    }

    private static func get(_ call: Call) throws -> Reply {
        let id = call.path("profileId")
        guard let profile = try find(id, in: call.database) else { throw Problem.unknownProfile(id) }
        return .json(resource(id: id, client: profile.client, json: profile.json))
    }

    /// Members in the body replace the stored ones; the others stay.
    private static func update(_ call: Call) throws -> Reply {
        let id = call.path("profileId")
        guard let profile = try find(id, in: call.database) else { throw Problem.unknownProfile(id) }
        try LabellingStages.check(call.body["pipeline_spec"])
        var members = profile.json.object ?? [:]
        for (key, value) in clientMembers(call.body).object ?? [:] { members[key] = value }
        try call.database.execute(
            "UPDATE tools_profiles SET json = ? WHERE id = ?", .text(JSON.object(members).description), .text(id))
        return .empty(200)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM tools_profiles WHERE id = ?", .text(call.path("profileId")))
        return .empty(200)
    }

    /// A copy of a profile for a dataset of `client`, with its ids.
    ///
    /// - Throws: ``Problem`` 404 when the client has no such profile.
    static func copy(of id: String, for client: String, in database: Database) throws -> JSON {
        guard let profile = try find(id, in: database), profile.client == client else {
            throw Problem.unknownProfile(id)
        }
        return resource(id: id, client: client, json: profile.json)
    }

    private static func find(_ id: String, in database: Database) throws -> (client: String, json: JSON)? {
        try database.first("SELECT client_id, json FROM tools_profiles WHERE id = ?", .text(id)) {
            ($0.text(0), try JSON(parsing: $0.text(1)))
        }
    }

    private static func resource(id: String, client: String, json: JSON) -> JSON {
        var members: JSONObject = ["profile_id": .string(id), "client_id": .string(client)]
        for (key, value) in json.object ?? [:] { members[key] = value }
        return .object(members)
    }

    /// The members that a client may set: all but the two ids.
    private static func clientMembers(_ body: JSON) -> JSON {
        var members = body.object ?? [:]
        members["profile_id"] = nil
        members["client_id"] = nil
        return .object(members)
    }
}
