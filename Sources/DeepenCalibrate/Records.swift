// What Calibrate's operations create, and how its ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "createCalibrationGroup": group,
        "uploadAndCalibrate": calibration,
    ]

    static let group: RecordKind = .alphanumeric(24, in: "calibrate_groups")
    static let calibration: RecordKind = .alphanumeric(24, in: "calibrate_calibrations")
}
