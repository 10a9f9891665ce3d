// Results of qrcode_detection: codes and their contents.

import Crypto
import JSON

/// QR codes (specification, section 13).
enum CodeResults {
    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        guard context.source.kind != .audio, context.source.kind != .xml else { return findings }
        var found: [DetailedResult] = []
        for _ in 0..<generator.int(in: 1...2) {
            let content = "https://codes.example/\(generator.alphanumeric(8))"
            let frames = context.stretch(&generator)
            let detections = context.detections("qrcode_bbox", frames, &generator)
            guard !frames.isEmpty else { continue }
            found.append(context.segment(frames, meta: ["content": .string(content)], detections: detections))
        }
        found.sort { $0.frameStart < $1.frameStart }
        if context.flag("stop_on_detection") { found = Array(found.prefix(1)) }
        findings.detailed = found
        findings.items = found.map { ["type": "qrcode", "label": $0.meta["content"] ?? ""] }
        return findings
    }
}
