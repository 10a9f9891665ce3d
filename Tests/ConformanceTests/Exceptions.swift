// Operations that the generated tests treat differently, each with its reason.

/// What cannot be generated from a contract.
enum Exceptions {
    /// The smallest request of these names records or contents that do not exist in a fresh tenant.
    static let needsMore: [String: String] = [
        "deepen-calibrate/uploadAndCalibrate": "takes a real archive",
        "deepen-calibrate/runLoopOptimisation": "works on calibrations that exist",
        "deepen-calibrate/modifyCalibrationGroup": "changes a group that exists",
    ]

    /// These answer something other than 404 for records that do not exist, as their specification says.
    static let findsUnknown: Set<String> = []
}
