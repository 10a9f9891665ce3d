// What Calibrate's operations create, and how its ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "createCalibrationGroup": .alphanumeric(24, in: "calibrate_groups"),
        "uploadAndCalibrate": .alphanumeric(24, in: "calibrate_calibrations"),
    ]
}
