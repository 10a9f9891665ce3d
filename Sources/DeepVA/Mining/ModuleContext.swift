// The input of a module: a source, its parameters, and what its models know.

import Crypto
import JSON
import System

/// The input of a module.
struct ModuleContext {
    let module: String
    let parameters: JSON
    let source: JobMedia
    /// Position of the source in the job.
    let index: Int
    let modified: Int
    /// The people in the source, the same for every module.
    let cast: People
    /// What the module's models know; nil if all are pre-trained.
    let knowledge: ModelKnowledge?

    /// A numeric parameter.
    func number(_ name: String, or fallback: Double) -> Double { parameters[name]?.double ?? fallback }
    /// A boolean parameter.
    func flag(_ name: String, or fallback: Bool = false) -> Bool { parameters[name]?.bool ?? fallback }
    /// A text parameter.
    func text(_ name: String, or fallback: String) -> String { parameters[name]?.string ?? fallback }

    /// The parameters that change results, as text. 1 and 1.0 are equal.
    var parametersText: String {
        var members = parameters.object ?? [:]
        members["state"] = nil
        for (name, value) in members {
            if case .double(let number) = value, let whole = Int(exactly: number) { members[name] = .int(whole) }
        }
        return JSON.object(members).description
    }

    /// The analysed frames: all, or those of the `range` parameter.
    var frames: Range<Int> {
        let fps = source.info.fps
        let all = 0..<max(1, source.info.frames)
        guard fps > 0, let range = parameters["range"] else { return all }
        let start = Int(saturating: min(max(0, (range["time_start"]?.double ?? 0) * fps), Double(all.upperBound)))
        let end = Int(
            saturating: min(max(0, (range["time_end"]?.double ?? source.info.duration) * fps), Double(all.upperBound)))
        return start < end ? start..<end : start..<start
    }

    /// A segment. For a picture, frames are its position among the sources.
    func segment(_ frames: Range<Int>, meta: JSON, detections: [JSON] = []) -> DetailedResult {
        let isPicture = source.info.fps == 0
        return DetailedResult(
            sourceIndex: index, source: source.uri, module: module,
            mediaType: source.kind == .video ? "video" : source.kind == .audio ? "audio" : "image",
            frameStart: isPicture ? index : frames.lowerBound, frameEnd: isPicture ? index : frames.upperBound,
            fps: source.info.fps, meta: meta, detections: detections)
    }

    /// A range of the analysed frames, at least a second long if possible.
    func stretch(_ generator: inout SeededGenerator) -> Range<Int> {
        let all = frames
        let shortest = max(1, min(all.count, Int(saturating: source.info.fps)))
        guard all.count > shortest else { return all }
        let length = generator.int(in: shortest...max(shortest, all.count / 3))
        let start = all.lowerBound + generator.int(in: 0...(all.count - length))
        return start..<(start + length)
    }
}
