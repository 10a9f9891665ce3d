// One calibration as its row has it.

import Emulator
import JSON
import Store

/// A stored calibration.
struct CalibrationRecord {
    let id: String
    let client: String
    let type: String
    let result: CalibrationResult

    /// The calibration with this id, or nil.
    static func find(_ id: String, in database: Database) throws -> CalibrationRecord? {
        try database.first(
            "SELECT id, client_id, type, result_json FROM calibrate_calibrations WHERE id = ?", .text(id)
        ) { try CalibrationRecord($0) }
    }

    private init(_ row: borrowing Row) throws {
        id = row.text(0)
        client = row.text(1)
        type = row.text(2)
        guard let stored = CalibrationResult(stored: try JSON(parsing: row.text(3))) else {
            throw Problem.internalError
        }
        result = stored
    }

    /// Replaces the result of a calibration.
    static func update(_ id: String, result: CalibrationResult, in database: Database) throws {
        try database.execute(
            "UPDATE calibrate_calibrations SET result_json = ? WHERE id = ?", .text(result.stored.description),
            .text(id))
    }
}
