// Results of face_recognition: people, their positions and distances.

import Crypto
import JSON
import System

/// Faces (specification, section 2, "Number rules", and section 13).
enum FaceResults {
    /// The number of frames between two detections.
    static let frameStep = 12
    /// The maximum number of detections in a segment.
    private static let mostDetections = 2000

    static func make(
        _ context: ModuleContext, _ tally: inout JobTally, _ generator: inout SeededGenerator
    ) -> ModuleFindings {
        var findings = ModuleFindings()
        let limit = context.number("max_distance", or: 1)
        let clusters = context.flag("cluster_unknowns") || context.flag("index_unknowns")
        let identification = Identification(context)
        for (person, match) in zip(context.cast.people, identification.matches) {
            let appearances = context.appearances(of: person)
            guard !appearances.isEmpty else { continue }
            let isKnown = match.name != nil && match.distance <= limit
            if !isKnown { tally.unknowns += 1 }
            let shown = isKnown ? match.name ?? "" : clusters ? "Unknown #\(tally.unknowns)" : "unknown"
            var meta: JSONObject = ["person": .string(shown)]
            if !isKnown, let name = match.name { meta["closest_person"] = .string(name) }
            meta["mean_distance"] = .double(match.distance)
            meta["mean_similarity"] = .double(Identification.similarity(match.distance))
            if context.flag("enable_top_k") {
                meta["top_k"] = top(context, match, &generator)
            }
            if isKnown { findings.items.append(["type": "person", "label": .string(shown)]) }
            for frames in appearances {
                var result = context.segment(
                    frames, meta: .object(meta), detections: detections(context, person, frames))
                if !isKnown { result.unknownFace = person.name }
                findings.detailed.append(result)
            }
        }
        return findings
    }

    /// The nearest identities. The match comes first.
    private static func top(
        _ context: ModuleContext, _ match: Identification.Match, _ generator: inout SeededGenerator
    ) -> JSON {
        let count = max(0, Int(saturating: context.number("top_k", or: 3)))
        let others = generator.shuffled(context.knowledge?.labels ?? People.names).filter { $0 != match.name }
        var distance = match.distance
        var list: [JSON] = []
        for name in ([match.name].compactMap { $0 } + others).prefix(count) {
            list.append([
                "person": .string(name), "distance": .double(distance),
                "similarity": .double(Identification.similarity(distance)),
            ])
            distance = (distance + generator.double(in: 0.05...0.2)).rounded(decimals: 4)
        }
        return .array(list)
    }

    private static func detections(_ context: ModuleContext, _ person: People.Person, _ frames: Range<Int>) -> [JSON] {
        let isPicture = context.source.info.fps == 0
        return stride(from: frames.lowerBound, to: frames.upperBound, by: frameStep).prefix(mostDetections).map {
            frame in
            let box = person.box(at: frame)
            return [
                "frame_index": .int(isPicture ? context.index : frame), "type": "face_bbox",
                "data": ["x": .double(box.x), "y": .double(box.y), "w": .double(box.w), "h": .double(box.h)],
            ]
        }
    }
}
