// Results of logo_detection: logos of companies and their positions.

import Crypto
import JSON

/// Logos (specification, section 13).
enum LogoResults {
    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio, context.source.kind != .xml else { return findings }
        let least = context.number("min_confidence", or: 50)
        var names = context.knowledge?.labels ?? []
        if context.knowledge?.includesShipped ?? true { names += brands }
        for name in generator.some(min(names.count, generator.int(in: 1...3)), of: names) {
            let confidence = generator.double(in: 60...99.9, decimals: 2)
            let frames = context.stretch(&generator)
            let detections = context.detections("logo_bbox", frames, &generator)
            guard confidence >= least, !frames.isEmpty else { continue }
            findings.items.append(["type": "logo", "label": .string(name)])
            findings.detailed.append(
                context.segment(
                    frames, meta: ["logo": .string(name), "confidence": .double(confidence)], detections: detections))
        }
        return findings
    }

    /// Companies that do not exist.
    private static let brands = [
        "Brightwharf Energy", "Copperwick Tea", "Foxgarden Tools", "Ironpetal Cycles", "Lanternby Bank",
        "Oatcastle Mills", "Saltmeadow Ferries", "Wexlight Radio",
    ]
}
