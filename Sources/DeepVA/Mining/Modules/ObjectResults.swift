// Results of object_scene_recognition: labels of things and scenes.

import Crypto
import JSON

/// Labels (specification, section 13).
enum ObjectResults {
    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio, context.source.kind != .xml else { return findings }
        let isGerman = context.number("language", or: 0) == 1
        let isZeroShot = context.text("model", or: "general-c") == "zero-shot"
        var seen: [String] = []
        if !isZeroShot || context.flag("include_preset_labels", or: true) {
            let count = generator.int(in: 3...7)
            seen = generator.some(count, of: vocabulary).map { isGerman ? $0.german : $0.english }
        }
        if isZeroShot, let words = context.parameters["words"]?.array {
            seen += words.compactMap(\.string).filter { _ in generator.bool(probability: 0.7) }
        }
        let least = context.number("min_confidence", or: 70)
        for label in seen {
            let confidence = generator.double(in: 50...99.9, decimals: 2)
            let frames = context.stretch(&generator)
            guard confidence >= least, !frames.isEmpty else { continue }
            findings.items.append(["type": "object", "label": .string(label)])
            findings.detailed.append(
                context.segment(frames, meta: ["label": .string(label), "confidence": .double(confidence)]))
        }
        if context.flag("enable_captioning") {
            findings.summarized.append(
                SummarizedResult(
                    source: context.source.uri, module: context.module,
                    meta: ["caption": .string(caption(of: findings.items))], type: "caption"))
        }
        return findings
    }

    private static func caption(of items: [JSON]) -> String {
        let labels = items.compactMap { $0["label"]?.string }
        guard let last = labels.last else { return "A plain view without anything that stands out." }
        guard labels.count > 1 else { return "A view with \(last)." }
        return "A view with \(labels.dropLast().joined(separator: ", ")) and \(last)."
    }

    private static let vocabulary: [(english: String, german: String)] = [
        ("bicycle", "Fahrrad"), ("boat", "Boot"), ("bridge", "Brücke"), ("building", "Gebäude"), ("bus", "Bus"),
        ("camera", "Kamera"), ("car", "Auto"), ("cat", "Katze"), ("chair", "Stuhl"), ("cloud", "Wolke"),
        ("crowd", "Menschenmenge"), ("desk", "Schreibtisch"), ("dog", "Hund"), ("door", "Tür"), ("field", "Feld"),
        ("flag", "Flagge"), ("flower", "Blume"), ("football", "Fußball"), ("forest", "Wald"), ("harbour", "Hafen"),
        ("horse", "Pferd"), ("indoor", "Innenraum"), ("lake", "See"), ("lamp", "Lampe"), ("laptop", "Laptop"),
        ("microphone", "Mikrofon"), ("mountain", "Berg"), ("newspaper", "Zeitung"), ("outdoor", "Außenbereich"),
        ("person", "Person"), ("podium", "Podium"), ("rain", "Regen"), ("river", "Fluss"), ("road", "Straße"),
        ("sky", "Himmel"), ("snow", "Schnee"), ("stadium", "Stadion"), ("stage", "Bühne"), ("train", "Zug"),
        ("tree", "Baum"), ("window", "Fenster"),
    ]
}
