// The stages that every item of a dataset goes through, in order.

import Emulator
import JSON

/// The stages of a profile or a dataset, its `pipeline_spec` (specification, "Task life cycle").
struct LabellingStages {
    /// The stages, each with its `stage_id`, as the profile has them.
    let spec: JSON
    /// The ids of the stages in order; at least one, all different.
    let ids: [String]

    /// What a dataset gets whose profile names no stages (inferred from the quickstart's answer).
    private static let standard: JSON = [
        ["stage_id": "Labelling", "can_edit": true], ["stage_id": "QA", "can_edit": false],
    ]

    /// The stages of a profile, or the standard ones.
    init(profile: JSON?) {
        self.init(spec: profile?["pipeline_spec"]?.array.flatMap { $0.isEmpty ? nil : .array($0) } ?? Self.standard)
    }

    /// Stages as they are stored.
    init(spec: JSON) {
        self.spec = spec
        ids = (spec.array ?? []).compactMap { $0["stage_id"]?.string }
    }

    /// The id of the first stage.
    var first: String { ids.first ?? "Labelling" }

    /// The place of a stage in the order; -1 when it is not one of them.
    func order(of stage: String) -> Int { ids.firstIndex(of: stage) ?? -1 }

    /// Keys that stand beside the stages in the counters of a dataset.
    private static let counterNames: Set<String> = [Progress.finishedKey, Progress.totalKey]

    /// - Throws: ``Problem`` 400 when two stages have the same id, or one has the name of a counter.
    static func check(_ spec: JSON?) throws {
        let ids = (spec?.array ?? []).compactMap { $0["stage_id"]?.string }
        guard Set(ids).count == ids.count else {
            throw Problem.badRequest("pipeline_spec: stage_id values must be unique.", field: "pipeline_spec")
        }
        if let reserved = ids.first(where: counterNames.contains) {
            throw Problem.badRequest(
                "pipeline_spec: the stage_id \(reserved) is reserved. Use another one.", field: "pipeline_spec")
        }
    }
}
