// Results of a job: made up but consistent, and a pure function of seed, content, modules and parameters.

import Crypto
import Emulator
import JSON
import System

/// All results of a job.
struct JobOutput: Sendable {
    /// A SourceSummary for each source.
    var summary: [JSON] = []
    /// Aggregated results.
    var summarized: [SummarizedResult] = []
    /// Segments, in order.
    var detailed: [DetailedResult] = []
    /// Files.
    var artifacts: [MadeFile] = []
    /// Faces for a dataset.
    var portraits: [DatasetCreation.Portrait] = []
    /// Pictures of unknown faces that are to be indexed, in base 64, by what identifies them.
    var facePictures: [String: String] = [:]

    /// Nothing.
    init() {}

    /// Creates the output of a job. Takes time, so it belongs on the thread pool.
    ///
    /// - Parameters:
    ///   - given: parts that a test author has set: `summary`, `summarized_results`, `detailed_results`. They replace the
    ///     generated ones.
    ///   - budget: charged for what is held of each result, and for pictures.
    init(request: ResultRequest, given: JSON?, budget: WorkBudget) throws {
        let indexesFaces = FaceIndex.isWanted(request.modules)
        var tally = JobTally()
        for (index, source) in request.sources.enumerated() {
            let cast = People(of: source, identifiers: request.identifiers)
            var items: [JSON] = []
            for (module, parameters) in request.modules.object ?? [:] {
                let context = ModuleContext(
                    module: module, parameters: parameters, source: source, index: index, modified: request.modified,
                    cast: cast, knowledge: request.knowledge[module])
                var generator = request.identifiers.generator(for: [
                    "result", source.digest, module, context.parametersText, context.knowledge?.text ?? "",
                ])
                let found = try ModuleResults.make(context, &tally, &generator, budget)
                try Self.charge(found, to: budget)
                for case let face? in found.detailed.map(\.unknownFace)
                where indexesFaces && facePictures[face] == nil {
                    facePictures[face] = try FaceIndex.picture(of: face, budget: budget)
                }
                items += found.items
                summarized += found.summarized
                detailed += found.detailed
                artifacts += found.artifacts
                portraits += found.portraits
            }
            summary.append(Self.summary(of: source, items: items))
        }
        detailed = Self.ordered(detailed)
        try replace(with: given)
    }

    /// What a detection takes in memory, and a result without its detections, in bytes, about.
    private static let (detectionBytes, resultBytes) = (400, 1000)

    private static func charge(_ found: ModuleFindings, to budget: WorkBudget) throws {
        let detections = found.detailed.reduce(0) { $0 + $1.detections.count }
        let results = found.detailed.count + found.summarized.count + found.items.count
        let files =
            found.artifacts.reduce(0) { $0 + $1.bytes.count } + found.portraits.reduce(0) { $0 + $1.picture.count }
        try budget.count(values: detections + results)
        try budget.hold(detections * detectionBytes + results * resultBytes + files)
    }

    private static func summary(of source: JobMedia, items: [JSON]) -> JSON {
        var info: JSON = [:]
        if source.kind == .video {
            info = [
                "fps": .double(source.info.fps),
                "resolution": [.int(source.info.width), .int(source.info.height)],
                "total_frames": .int(source.info.frames), "duration": .double(source.info.duration),
            ]
        }
        return [
            "source": .string(source.uri), "media_type": .string(source.kind.rawValue), "info": info,
            "items": .array(items),
        ]
    }

    /// In order of start frames over all sources. Results with equal starts stay in their order.
    private static func ordered(_ results: [DetailedResult]) -> [DetailedResult] {
        results.enumerated().sorted { left, right in
            let (a, b) = (left.element.frameStart, right.element.frameStart)
            return a == b ? left.offset < right.offset : a < b
        }.map(\.element)
    }

    private mutating func replace(with given: JSON?) throws {
        if let summary = given?["summary"]?.array { self.summary = summary }
        if let results = given?["summarized_results"]?.array {
            summarized = results.map(SummarizedResult.init(given:))
        }
        if let results = given?["detailed_results"]?.array {
            detailed = results.map(DetailedResult.init(given:))
        }
    }
}
