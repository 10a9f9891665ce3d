// The stages that every item of a dataset goes through, in order.

import Emulator
import JSON

/// A pipeline (specification, "Task life cycle").
struct LabellingStages {
    /// The stages, each with its `stage_id`, as the profile has them.
    let spec: JSON
    /// The ids of the stages in order; at least one, all different.
    let stages: [String]

    /// What a dataset has whose profile names no stages (inferred from the quickstart's answer).
    private static let standard: JSON = [
        ["stage_id": "Labelling", "can_edit": true], ["stage_id": "QA", "can_edit": false],
    ]

    /// The pipeline of a profile, or the standard one.
    init(profile: JSON?) {
        self.init(spec: profile?["pipeline_spec"]?.array.flatMap { $0.isEmpty ? nil : .array($0) } ?? Self.standard)
    }

    /// A pipeline that was stored.
    init(spec: JSON) {
        self.spec = spec
        stages = (spec.array ?? []).compactMap { $0["stage_id"]?.string }
    }

    /// The place of a stage; -1 for one that the pipeline does not have.
    func order(of stage: String) -> Int { stages.firstIndex(of: stage) ?? -1 }

    /// Keys that stand beside the stages in the counters of a dataset.
    private static let counterNames: Set<String> = [Progress.finishedKey, Progress.totalKey]

    /// - Throws: ``Problem`` 400 when two stages of a client's pipeline have the same id, or one has that of a counter.
    static func check(_ spec: JSON?) throws {
        let stages = (spec?.array ?? []).compactMap { $0["stage_id"]?.string }
        guard Set(stages).count == stages.count else {
            throw Problem.badRequest("pipeline_spec: every stage_id may stand there once.", field: "pipeline_spec")
        }
        if let taken = stages.first(where: counterNames.contains) {
            throw Problem.badRequest("pipeline_spec: \(taken) cannot be a stage_id.", field: "pipeline_spec")
        }
    }
}
