// Results that are made up, but coherent: pure functions of seed, content, module and parameters.

import Crypto
import Emulator
import JSON

/// What results are made from.
struct ResultRequest: Sendable {
    /// The job's sources.
    let sources: [JobSource]
    /// Module id to parameters.
    let modules: JSON
    /// What the models of your own know, by module.
    let knowledge: [String: ModelKnowledge]
    /// For generators that depend on the tenant's seed.
    let identifiers: Identifiers
    /// Seconds since 1970 that archives and documents carry as their time.
    let modified: Int
}

/// Everything that a job has found.
struct JobOutput: Sendable {
    /// One SourceSummary a source.
    var summary: [JSON] = []
    /// Aggregated results.
    var summarized: [SummarizedResult] = []
    /// Segments, in order.
    var detailed: [DetailedResult] = []
    /// Files.
    var artifacts: [JobArtifacts.Made] = []
    /// Faces for a dataset.
    var portraits: [DatasetCreation.Portrait] = []

    /// Makes the output of a job. Takes time: for the thread pool.
    ///
    /// - Parameter given: parts that a test author has set beforehand: `summary`, `summarized_results`,
    ///   `detailed_results`. They stand in place of the generated ones.
    init(request: ResultRequest, given: JSON?) throws {
        var tally = JobTally()
        for (index, source) in request.sources.enumerated() {
            let cast = Cast(of: source, identifiers: request.identifiers)
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
        detailed = Self.ordered(detailed, sources: request.sources)
        try take(given)
    }

    private static func summary(of source: JobSource, items: [JSON]) -> JSON {
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

    /// By source, then by start frame; equal starts keep the order in which they were found.
    private static func ordered(_ results: [DetailedResult], sources: [JobSource]) -> [DetailedResult] {
        results.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.sourceIndex != b.sourceIndex { return a.sourceIndex < b.sourceIndex }
            return a.frameStart == b.frameStart ? left.offset < right.offset : a.frameStart < b.frameStart
        }.map(\.element)
    }

    private mutating func take(_ given: JSON?) throws {
        if let summary = given?["summary"]?.array { self.summary = summary }
        if let results = given?["summarized_results"]?.array {
            summarized = results.map(SummarizedResult.init(given:))
        }
        if let results = given?["detailed_results"]?.array {
            detailed = results.map(DetailedResult.init(given:))
        }
    }
}

/// What a module sees.
struct ModuleContext {
    let module: String
    let parameters: JSON
    let source: JobSource
    /// Place of the source in the job.
    let index: Int
    let modified: Int
    /// Who is seen and heard in the source: the same for every module.
    let cast: Cast
    /// What the module's models know; nil when it asks pre-trained ones alone.
    let knowledge: ModelKnowledge?

    /// A parameter that is a number.
    func number(_ name: String, or fallback: Double) -> Double { parameters[name]?.double ?? fallback }
    /// A parameter that is a switch.
    func flag(_ name: String, or fallback: Bool = false) -> Bool { parameters[name]?.bool ?? fallback }
    /// A parameter that is a text.
    func text(_ name: String, or fallback: String) -> String { parameters[name]?.string ?? fallback }

    /// The parameters as text, without the members that do not change results.
    var parametersText: String {
        var members = parameters.object ?? [:]
        members["state"] = nil
        return JSON.object(members).description
    }

    /// The frames that the module looks at: all, or those of the `range` parameter.
    var frames: Range<Int> {
        let fps = source.info.fps
        let all = 0..<max(1, source.info.frames)
        guard fps > 0, let range = parameters["range"] else { return all }
        let start = Int(min(max(0, (range["time_start"]?.double ?? 0) * fps), Double(all.upperBound)))
        let end = Int(min(max(0, (range["time_end"]?.double ?? source.info.duration) * fps), Double(all.upperBound)))
        return start < end ? start..<end : start..<start
    }

    /// One segment; for a picture its place among the sources.
    func segment(_ frames: Range<Int>, meta: JSON, detections: [JSON] = []) -> DetailedResult {
        let isPicture = source.info.fps == 0
        return DetailedResult(
            sourceIndex: index, source: source.uri, module: module,
            mediaType: source.kind == .video ? "video" : source.kind == .audio ? "audio" : "image",
            frameStart: isPicture ? index : frames.lowerBound, frameEnd: isPicture ? index : frames.upperBound,
            fps: source.info.fps, meta: meta, detections: detections)
    }

    /// A stretch of the frames that are looked at, at least a second long where there is as much.
    func stretch(_ generator: inout SeededGenerator) -> Range<Int> {
        let all = frames
        let shortest = max(1, min(all.count, Int(source.info.fps)))
        guard all.count > shortest else { return all }
        let length = generator.int(in: shortest...max(shortest, all.count / 3))
        let start = all.lowerBound + generator.int(in: 0...(all.count - length))
        return start..<(start + length)
    }
}

/// What one module has found in one source.
struct ModuleFindings {
    var items: [JSON] = []
    var summarized: [SummarizedResult] = []
    var detailed: [DetailedResult] = []
    var artifacts: [JobArtifacts.Made] = []
    var portraits: [DatasetCreation.Portrait] = []
}

/// Numbers that run through all sources of a job.
struct JobTally {
    /// People so far, by gender.
    var people: [String: Int] = [:]
    /// Unknown people so far.
    var unknowns = 0
}

/// Which function makes a module's results.
enum ModuleResults {
    static func make(
        _ context: ModuleContext, _ tally: inout JobTally, _ generator: inout SeededGenerator
    ) throws -> ModuleFindings {
        switch context.module {
        case "face_recognition": FaceResults.make(context, &tally, &generator)
        case "object_scene_recognition": ObjectResults.make(context, &generator)
        case "advanced_diversity_analysis": DiversityResults.make(context, &tally)
        case "face_attributes": FaceAttributeResults.make(context, &generator)
        case "landmark_recognition": LandmarkResults.make(context, &generator)
        case "text_recognition": TextResults.make(context, &generator)
        case "lower_third_recognition": LowerThirdResults.make(context)
        case "dataset_creation": DatasetCreation.make(context)
        case "speech_recognition": try SpeechResults.make(context, &generator)
        case "speaker_identification": SpeakerResults.make(context, &tally, &generator)
        case "visual_understanding": VisualResults.make(context, &generator)
        case "qrcode_detection": CodeResults.make(context, &generator)
        case "logo_detection": LogoResults.make(context, &generator)
        default: ModuleFindings()
        }
    }
}

/// Draws numbers with few decimals.
enum Draw {
    /// A number in a range with so many decimals.
    static func number(_ generator: inout SeededGenerator, _ range: ClosedRange<Double>, decimals: Int) -> Double {
        round(generator.double(in: range), decimals: decimals)
    }

    /// A number rounded to so many decimals.
    static func round(_ value: Double, decimals: Int) -> Double {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        return (value * scale).rounded() / scale
    }

    /// So many different elements, in the order of the collection.
    static func some<Element>(_ generator: inout SeededGenerator, _ count: Int, of elements: [Element]) -> [Element] {
        generator.shuffled(Array(elements.indices)).prefix(count).sorted().map { elements[$0] }
    }

    /// A box within the picture: shares of width and height, three decimals.
    static func box(_ generator: inout SeededGenerator) -> (x: Double, y: Double, w: Double, h: Double) {
        let w = number(&generator, 0.06...0.3, decimals: 3)
        let h = number(&generator, 0.08...0.4, decimals: 3)
        return (number(&generator, 0...(1 - w), decimals: 3), number(&generator, 0...(1 - h), decimals: 3), w, h)
    }
}
