// Results of text_recognition: texts in the picture.

import Crypto
import JSON
import System

/// Texts (specification, section 13). Videos are analysed four times a second, which is where segments start and end.
enum TextResults {
    private static let looksPerSecond = 4.0

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio else { return findings }
        let least = context.number("threshold", or: 0.5)
        for text in generator.some(generator.int(in: 1...4), of: texts) {
            let confidence = generator.double(in: 0.4...0.99, decimals: 3)
            let frames = looked(at: context.stretch(&generator), context)
            guard confidence >= least, !frames.isEmpty else { continue }
            findings.items.append(["type": "text", "label": .string(text)])
            findings.detailed.append(
                context.segment(frames, meta: ["text": .string(text), "confidence": .double(confidence)]))
        }
        return findings
    }

    /// The frames of the first and the last analysis of a range, in the analysed part.
    private static func looked(at frames: Range<Int>, _ context: ModuleContext) -> Range<Int> {
        let step = context.source.info.fps / looksPerSecond
        guard step > 1, !frames.isEmpty else { return frames }
        let first = Int(saturating: (Double(frames.lowerBound) / step).rounded(.up) * step)
        let last = Int(saturating: (Double(frames.upperBound) / step).rounded(.down) * step)
        return first < last ? first..<last : frames
    }

    private static let texts = [
        "ARRIVALS", "BREAKING NEWS", "CLOSED ON MONDAYS", "Caution wet floor", "EXIT", "Gate 12", "LIVE",
        "Mind the gap", "NO PARKING", "OPEN", "Platform 3", "Reception", "SALE", "Tickets", "WELCOME", "Way out",
    ]
}
