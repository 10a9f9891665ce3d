// Calibrations (datasets): upload and calibrate, read back, delete.

import Crypto
import Emulator
import Formats
import JSON
import Store
import System

/// Calibrations (specification, "Calibrations (datasets)").
enum Calibrations {
    static let handlers: [String: Handler] = [
        "uploadAndCalibrate": upload,
        "getExtrinsicParameters": { call in try get(call, unit: .degrees) },
        "getExtrinsicParametersInUnit": getInUnit,
        "deleteCalibration": delete,
    ]

    /// Reads the archive on the pool, then calibrates in the same request, as the service does. A refused upload leaves
    /// nothing behind.
    private static func upload(_ call: Call) throws -> Reply {
        guard let upload = call.uploads.first else { throw Problem.noFile }
        return .later(limits: .archive, { try ConfigArchive(reading: upload.payload, budget: $0) }) { archive in
            try calibrate(call, archive)
        }
    }

    private static func calibrate(_ call: Call, _ archive: ConfigArchive) throws -> Reply {
        guard let type = try archive.text("calibration_type"), isType(type) else {
            throw Problem.badConfig(
                "calibration_type must be a type such as \(exampleTypes.joined(separator: " or ")).")
        }
        let client = call.path("clientId")
        let group = try archive.text("calibration_group_id")
        if let group, try !Groups.exists(group, client: client, in: call.database) {
            throw Problem.badConfig("calibration_group_id: this client has no group \(group).")
        }
        let id = try call.tenant.newID(of: Records.calibration)
        var generator = call.tenant.identifiers.generator(for: ["calibration", archive.digest, type])
        let result = CalibrationResult(&generator, calibrationType: type)
        try call.database.execute(
            """
            INSERT INTO calibrate_calibrations(id, client_id, group_id, name, type, result_json) VALUES (?, ?, ?, ?, ?, ?)
            """,
            .text(id), .text(client), group.map { .text($0) } ?? .null,
            .text(try archive.text("calibration_name") ?? ""), .text(type), .text(result.stored.description))
        return Reply.json { result.write(id: id, calibrationType: type, unit: .degrees, into: &$0) }
    }

    private static func getInUnit(_ call: Call) throws -> Reply {
        guard let unit = CalibrationResult.AngleUnit(rawValue: call.path("angleUnit")) else {
            throw Problem.badRequest("angleUnit must be deg or rad.", field: "angleUnit")
        }
        return try get(call, unit: unit)
    }

    private static func get(_ call: Call, unit: CalibrationResult.AngleUnit) throws -> Reply {
        let id = call.path("datasetId")
        guard let calibration = try CalibrationRecord.find(id, in: call.database) else {
            throw Problem.notFound("Dataset \(id)")
        }
        return Reply.json {
            calibration.result.write(id: id, calibrationType: calibration.type, unit: unit, into: &$0)
        }
    }

    /// The group stays; the id disappears from it with the row.
    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute(
            "DELETE FROM calibrate_calibrations WHERE id = ?", .text(call.path("datasetId")))
        return .empty(200)
    }

    /// Some of the types that the specification names.
    private static let exampleTypes = ["stereo_camera_calibration", "lidar_camera_calibration"]

    /// Every known type ends in `_calibration`. The type of targetless camera-vehicle calibrations is unknown, and must
    /// not be refused, so the ending decides.
    private static func isType(_ text: String) -> Bool {
        text.hasSuffix("_calibration") && text.utf8.count <= 100
    }
}
