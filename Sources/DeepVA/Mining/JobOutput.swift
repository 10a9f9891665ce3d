// Results that are made up, but coherent: pure functions of seed, content, module and parameters.

import Crypto
import Emulator
import JSON

/// Everything that a job has found.
struct JobOutput: Sendable {
    /// One SourceSummary a source.
    var summary: [JSON] = []
    /// Aggregated results.
    var summarized: [SummarizedResult] = []
    /// Segments, in order.
    var detailed: [DetailedResult] = []
    /// Files.
    var artifacts: [MadeFile] = []
    /// Faces for a dataset.
    var portraits: [DatasetCreation.Portrait] = []

    /// Makes the output of a job. Takes time: for the thread pool.
    ///
    /// - Parameter given: parts that a test author has set beforehand: `summary`, `summarized_results`,
    ///   `detailed_results`. They stand in place of the generated ones.
    init(request: ResultRequest, given: JSON?) throws {
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
                let found = try ModuleResults.make(context, &tally, &generator)
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

    /// By start frame over all sources; equal starts keep the order in which they were found.
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
