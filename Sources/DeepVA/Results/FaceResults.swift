// Results of face_recognition: who is seen, where, and how surely.

import Crypto
import JSON

/// Faces (specification, section 2, "Number rules", and section 13).
enum FaceResults {
    /// Detections come every so many frames.
    static let frameStep = 12
    /// The most detections of one segment.
    private static let mostDetections = 2000

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        let limit = context.number("max_distance", or: 1)
        let clusters = context.flag("cluster_unknowns") || context.flag("index_unknowns")
        let seen = Draw.some(&generator, generator.int(in: 1...4), of: people)
        var unknowns = 0
        for name in seen {
            let distance = Draw.number(&generator, 0.35...1.25, decimals: 4)
            let frames = context.stretch(&generator)
            let detections = detections(context, frames, &generator)
            guard !frames.isEmpty else { continue }
            var meta: JSONObject = [:]
            let isKnown = distance <= limit
            if isKnown {
                meta["person"] = .string(name)
                findings.items.append(["type": "person", "label": .string(name)])
            } else {
                unknowns += 1
                meta["person"] = .string(clusters ? "Unknown #\(unknowns)" : "unknown")
            }
            meta["mean_distance"] = .double(distance)
            meta["mean_similarity"] = .double(similarity(distance))
            if !isKnown { meta["closest_person"] = .string(name) }
            var segment = context.segment(frames, meta: .object(meta), detections: detections)
            segment.face = name
            findings.detailed.append(segment)
        }
        return findings
    }

    /// The vendor's samples fit one minus half the squared distance to within a hundredth.
    static func similarity(_ distance: Double) -> Double {
        Draw.round(max(0, 1 - distance * distance / 2), decimals: 4)
    }

    private static func detections(
        _ context: ModuleContext, _ frames: Range<Int>, _ generator: inout SeededGenerator
    ) -> [JSON] {
        let start = Draw.box(&generator)
        let drift = Draw.number(&generator, -0.002...0.002, decimals: 5)
        let indexes =
            context.source.info.fps > 0
            ? Array(stride(from: frames.lowerBound, to: frames.upperBound, by: frameStep)) : [context.index]
        return indexes.prefix(mostDetections).enumerated().map { step, frame in
            let x = Draw.round(min(max(0, start.x + drift * Double(step)), 1 - start.w), decimals: 3)
            return [
                "frame_index": .int(frame), "type": "face_bbox",
                "data": ["x": .double(x), "y": .double(start.y), "w": .double(start.w), "h": .double(start.h)],
            ]
        }
    }

    /// Names of nobody: put together from words, so that none belongs to a real person.
    private static let people = [
        "Alder Quillfeather", "Bram Oatcastle", "Calla Nightferry", "Dorrit Plumhaven", "Ebba Stonelark",
        "Fenna Copperwick", "Gideon Marlowbeck", "Hedda Thistlegate", "Ivo Lanternby", "Juno Saltmeadow",
        "Kester Brightwharf", "Linnea Foxgarden", "Milo Cloudbarrow", "Nessa Ironpetal", "Orrin Wexlight",
        "Petra Willowmast",
    ]
}
