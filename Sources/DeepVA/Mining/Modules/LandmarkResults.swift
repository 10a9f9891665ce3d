// Results of landmark_recognition: places in the background.

import Crypto
import JSON

/// Landmarks (specification, section 13).
enum LandmarkResults {
    /// The maximum similarity.
    private static let nearest = 0.99

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio, context.source.kind != .xml else { return findings }
        let least = context.number("min_similarity", or: 0.75)
        var names = context.knowledge?.labels ?? []
        if context.knowledge?.includesShipped ?? true { names += places }
        var seen = generator.some(min(names.count, generator.int(in: 1...3)), of: names)
        let shown = context.knowledge?.shown[context.source.digest]
        if let shown {
            seen.removeAll { $0 == shown }
            seen.insert(shown, at: 0)
        }
        for (index, name) in seen.enumerated() {
            // The first one is similar enough, if any can be.
            let range = index == 0 ? min(max(least, name == shown ? 0.98 : 0.8), nearest)...nearest : 0.6...nearest
            let similarity = generator.double(in: range, decimals: 3)
            let frames = context.stretch(&generator)
            guard similarity >= least, !frames.isEmpty else { continue }
            findings.items.append(["type": "landmark", "label": .string(name)])
            findings.detailed.append(
                context.segment(frames, meta: ["landmark": .string(name), "mean_similarity": .double(similarity)]))
        }
        return findings
    }

    /// Places that do not exist.
    private static let places = [
        "Amberfield Viaduct", "Cold Harbour Light", "Fennmark Town Hall", "Gullane Steps", "Hollow Oak Bridge",
        "Kestrel Rock Abbey", "Larkhall Clock Tower", "Merrow Palace", "North Quay Crane", "Old Salt Market",
        "Pellworth Cathedral", "Rookery Castle", "Stonemere Dam", "Three Bells Square",
    ]
}
