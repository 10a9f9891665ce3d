// Results of visual_understanding: an answer to a prompt, for the whole source or shot by shot.

import Crypto
import JSON
import System

/// Answers about the content (specification, section 13).
enum VisualResults {
    private static let mostShots = 500

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio else { return findings }
        for frames in shots(context, &generator) where !frames.isEmpty {
            var meta: JSONObject = ["response": .string(response(context, frames, &generator))]
            if let schema = context.parameters["structured_output_schema"], schema.object?.isEmpty == false {
                var sample = SchemaSample()
                meta["structured_response"] = sample.value(for: schema, &generator)
            }
            findings.detailed.append(context.segment(frames, meta: .object(meta)))
        }
        return findings
    }

    /// Consecutive shots without gaps. The lower the threshold, the more shots.
    private static func shots(_ context: ModuleContext, _ generator: inout SeededGenerator) -> [Range<Int>] {
        let all = context.frames
        let fps = context.source.info.fps
        guard fps > 0, context.flag("enable_shot_detection") else { return [all] }
        let threshold = min(max(context.number("shot_detection_threshold", or: 30), 1), 1000)
        var shots: [Range<Int>] = []
        var start = all.lowerBound
        while start < all.upperBound, shots.count < mostShots - 1 {
            let seconds = generator.double(in: 0.05...0.25) * threshold
            let end = min(all.upperBound, start + max(1, Int(saturating: min(seconds * fps, 1e9))))
            shots.append(start..<end)
            start = end
        }
        if start < all.upperBound { shots.append(start..<all.upperBound) }
        return shots
    }

    private static func response(
        _ context: ModuleContext, _ frames: Range<Int>, _ generator: inout SeededGenerator
    ) -> String {
        let people = context.cast.people.count { person in
            person.appearances.contains { $0.overlaps(frames) } || context.source.info.fps == 0
        }
        let place = generator.pick(["a quiet street", "a bright studio", "a harbour", "a meeting room"]) ?? "a room"
        let who = people == 0 ? "nobody" : people == 1 ? "one person" : "\(people) people"
        let prompt = context.text("prompt", or: "Describe the content")
        return "\(prompt.prefix(200)): the view shows \(place) with \(who) in it."
    }
}
