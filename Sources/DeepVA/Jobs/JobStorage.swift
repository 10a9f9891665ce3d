// Stores what a job has produced, in slices between which requests are served.

import Emulator
import JSON
import Store
import System

/// The labels, results, files, events and faces of one job on their way into its world.
///
/// What fits a slice is stored at once. Of anything else, results and files are stored anew when the task is begun anew,
/// after a restart or because the disk has failed; events and faces, which others have seen, are not.
final class JobStorage {
    /// What is stored in one slice: about as much as a hundred short results.
    private static let unitsPerSlice = 100

    /// Things of one kind.
    private struct Stage {
        let count: Int
        /// Whether they are not to be stored twice.
        var isOnce = false
        /// What one of them takes, in units of a short result.
        let weight: (Int) -> Int
        let store: (Int) throws -> Void
    }

    /// Freed on the thread pool when all of it is stored, if it is large.
    private var output: JobOutput
    private let summary: String
    private let stagedArtifacts: [FileStore.StagedFile]
    private let stagedPortraits: [FileStore.StagedFile]
    private let job: JobInput
    private let context: TransitionContext
    /// The segments, with the labels of their faces once these are known.
    private var detailed: [DetailedResult]
    /// The dataset that gets the faces, once it was looked for; it may be gone.
    private var creation: DatasetCreation??
    private var stages: [Stage] = []
    private var position = 0
    /// Of the things that are not to be stored twice: how many there were up to here, and how many are stored.
    private var (passed, stored) = (0, 0)

    private init(_ work: JobWork, of job: JobInput, in context: TransitionContext) throws {
        output = work.output
        summary = work.summary
        stagedArtifacts = work.artifacts
        stagedPortraits = work.portraits
        self.job = job
        self.context = context
        detailed = output.detailed
        stored = context.progress
        stages = [faces, summarized, results, artifacts, try events(), portraits].compactMap(\.self)
    }

    /// Stores the output of a job, and completes it.
    static func store(
        _ work: JobWork, of job: JobInput, in context: TransitionContext
    ) throws -> TransitionContext.Result {
        let storage = try JobStorage(work, of: job, in: context)
        guard storage.isLong else { return try storage.next() }
        try JobResults.removeAll(of: job.key, in: context.database)
        try JobArtifacts.artifacts.removeAll(of: job.key, from: context.tenant)
        return .again { try storage.next() }
    }

    private lazy var isLong: Bool = {
        var units = 0
        for stage in stages {
            for index in 0..<stage.count {
                units += stage.weight(index)
                if units > Self.unitsPerSlice { return true }
            }
        }
        return false
    }()

    /// Stores the next slice.
    private func next() throws -> TransitionContext.Result {
        var units = 0
        while let stage = stages.first {
            while position < stage.count {
                guard units == 0 || units + stage.weight(position) <= Self.unitsPerSlice else {
                    if passed > context.progress { try context.storeProgress(stored) }
                    return .again { [self] in try next() }
                }
                units += stage.weight(position)
                try store(position, of: stage)
                position += 1
            }
            stages.removeFirst()
            position = 0
        }
        guard isLong else {
            try complete()
            return .done
        }
        let waste = Discard((output, detailed))
        (output, detailed) = (JobOutput(), [])
        return .later({ waste.free() }) { [self] (_: Void) in try complete() }
    }

    private func complete() throws {
        try JobTransitions.lifecycle.complete(job, setting: [.text(summary)], context)
    }

    private func store(_ index: Int, of stage: Stage) throws {
        guard stage.isOnce else { return try stage.store(index) }
        passed += 1
        guard passed > stored else { return }
        try stage.store(index)
        stored = passed
    }

    // MARK: - What is stored

    private var faces: Stage? {
        let places = FaceIndex.places(in: detailed, modules: job.modules)
        return Stage(count: places.count, weight: { _ in 3 }) { [unowned self] index in
            guard let face = detailed[places[index]].unknownFace else { return }
            let label = try FaceIndex.label(of: face, picture: output.facePictures[face] ?? "", in: context)
            detailed[places[index]] = detailed[places[index]].with(meta: "person", .string(label))
        }
    }

    private var summarized: Stage {
        Stage(count: output.summarized.count, weight: { _ in 1 }) { [unowned self] index in
            try JobResults.insert(output.summarized[index], at: index, job: job.key, in: context)
        }
    }

    private var results: Stage {
        Stage(count: detailed.count, weight: { [unowned self] in detailed[$0].units }) { [unowned self] index in
            try JobResults.insert(detailed[index], at: index, job: job.key, in: context)
        }
    }

    private var artifacts: Stage {
        Stage(count: stagedArtifacts.count, weight: { _ in 5 }) { [unowned self] index in
            let file = output.artifacts[index]
            try JobArtifacts.artifacts.add(
                stagedArtifacts[index], named: file.name, mediaType: file.mediaType, to: job.key, at: context.now,
                in: context)
        }
    }

    private func events() throws -> Stage? {
        guard let events = try JobWebhooks.ResultEvents(of: detailed, job: job.key, in: context) else { return nil }
        return Stage(
            count: events.count, isOnce: true,
            weight: { [unowned self] in 4 + events.jobBytes >> 13 + detailed[events.result($0)].units }
        ) { [unowned self] index in
            try events.send(index, detailed[events.result(index)], in: context)
        }
    }

    /// The dataset comes first, so that there is one even without faces.
    private var portraits: Stage? {
        guard DatasetCreation.isWanted(job.modules) else { return nil }
        return Stage(count: 1 + stagedPortraits.count, isOnce: true, weight: { _ in 10 }) { [unowned self] index in
            if creation == nil { creation = .some(try DatasetCreation(job, in: context)) }
            guard index > 0, let creation = creation ?? nil else { return }
            try creation.store(output.portraits[index - 1], stagedPortraits[index - 1], in: context)
        }
    }
}

extension DetailedResult {
    /// What it takes to store it, in units of a short result.
    fileprivate var units: Int { 1 + detections.count / 20 }
}
