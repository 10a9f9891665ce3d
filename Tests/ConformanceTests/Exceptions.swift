// Operations that the generated tests treat differently, each with its reason.

/// What cannot be generated from a contract.
enum Exceptions {
    /// The smallest request of these names records or contents that do not exist in a fresh tenant.
    static let needsMore: [String: String] = [
        "control/getDashboard": "leads to the path with a final slash",
        "control/getRecording": "answers a recording that was started",
        "deepva/createExport": "exports a dataset that exists",
        "deepva/createTraining": "learns from a dataset that exists",
        "deepopinion/uploadAnalysisFile": "takes a file of a certain kind",
        "deepopinion/uploadModel": "takes a model file",
        "deepopinion/acceptInvitation": "takes the token of an invitation",
        "deepopinion/resetPassword": "takes the token of a mail",
        "deepopinion/verifyEmail": "takes the token of a mail",
        "deepva/createTranscript": "takes the words of a job that exists",
        "deepva/getGraphSearchSuggestions": "wants at least one of its parameters",
        "deepen-tools/getLabelsOfDatasets": "names datasets that exist",
        "deepen-tools/getProfileImage": "shows what was uploaded",
        "deepen-calibrate/uploadAndCalibrate": "takes a real archive",
        "deepen-calibrate/runLoopOptimisation": "works on calibrations that exist",
        "deepen-calibrate/modifyCalibrationGroup": "changes a group that exists",
    ]

    /// These answer something other than 404 for records that do not exist, as their specification says.
    static let findsUnknown: Set<String> = [
        // Sinks are there for any name.
        "control/sinkGet", "control/sinkPost", "control/sinkPut", "control/sinkPatch", "control/sinkDelete",
        "control/getSink", "control/deleteSink",
        // Without a valid signature nothing is looked for.
        "deepen-tools/downloadSignedMedia",
        // Their names are made, not found.
        "control/takeSnapshot", "control/importSnapshot",
    ]
}
