// TEMPORARY: printed entries that do not hold yet. This file goes when it is empty.

/// Names of entries.
enum Unfinished {
    static let answers: Set<String> = [
        "deepopinion/createAnalysis response", "deepopinion/getAnalysis response", "deepopinion/listAnalyses response",
        "deepopinion/listModelAnalyses response", "deepopinion/updateAnalysis response",
    ]
    static let requests: Set<String> = [
        "deepopinion/createAnalysis request", "deepopinion/createGroup request",
        "deepopinion/createLabelingSession request", "deepopinion/updateModel request",
        "deepopinion/updateProjectModel request",
    ]
    static let parameters: Set<String> = ["deepopinion/uploadAnalysisFile parameters"]
}
