// Calibration groups: create, rename, list.

import Emulator
import JSON
import Store

/// Calibration groups (specification, "Calibration groups").
enum Groups {
    static let handlers: [String: Handler] = [
        "createCalibrationGroup": create,
        "modifyCalibrationGroup": modify,
        "listCalibrationGroups": list,
    ]

    /// A new, empty group; names need not be unique.
    private static func create(_ call: Call) throws -> Reply {
        let name = try self.name(call)
        let id = try call.tenant.newID(of: Records.group)
        try call.database.execute(
            "INSERT INTO calibrate_groups(id, client_id, name) VALUES (?, ?, ?)", .text(id),
            .text(call.path("clientId")), .text(name))
        return Reply.json { writer in
            writer.beginObject()
            writer.field("calibration_group_name", name)
            writer.field("calibration_group_id", id)
            writer.endObject()
        }
    }

    /// Renames a group; its calibrations stay.
    private static func modify(_ call: Call) throws -> Reply {
        let name = try self.name(call)
        let id = call.body["calibration_group_id"]?.string ?? ""
        let client = call.path("clientId")
        try call.database.execute(
            "UPDATE calibrate_groups SET name = ? WHERE id = ? AND client_id = ?", .text(name), .text(id), .text(client)
        )
        guard call.database.changes == 1 else { throw Problem.unknownGroup(id) }
        return try Reply.json { writer in
            writer.beginObject()
            writer.field("calibration_group_name", name)
            writer.field("calibration_group_id", id)
            writeCalibrations(try calibrations(of: id, call.database), into: &writer)
            writer.endObject()
        }
    }

    /// Every group of the client, in the order of creation. As documented, the id comes first here, the name elsewhere.
    private static func list(_ call: Call) throws -> Reply {
        let groups = try call.database.all(
            "SELECT id, name FROM calibrate_groups WHERE client_id = ? ORDER BY seq", .text(call.path("clientId"))
        ) { (id: $0.text(0), name: $0.text(1)) }
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("groups")
            writer.beginArray()
            for group in groups {
                writer.beginObject()
                writer.field("calibration_group_id", group.id)
                writer.field("calibration_group_name", group.name)
                writeCalibrations(try calibrations(of: group.id, call.database), into: &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }

    /// Whether `id` is a group of `client`.
    static func exists(_ id: String, client: String, in database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM calibrate_groups WHERE id = ? AND client_id = ?", .text(id), .text(client))
    }

    private static func name(_ call: Call) throws -> String {
        guard let name = call.body["calibration_group_name"]?.string, !name.allSatisfy(\.isWhitespace) else {
            throw Problem.badRequest(
                "calibration_group_name must not be empty.", field: "calibration_group_name")
        }
        return name
    }

    private static func calibrations(of group: String, _ database: Database) throws -> [String] {
        try database.all("SELECT id FROM calibrate_calibrations WHERE group_id = ? ORDER BY seq", .text(group)) {
            $0.text(0)
        }
    }

    private static func writeCalibrations(_ calibrations: [String], into writer: inout JSONWriter) {
        writer.key("calibration_ids")
        writer.beginArray()
        for calibration in calibrations { writer.string(calibration) }
        writer.endArray()
    }
}
