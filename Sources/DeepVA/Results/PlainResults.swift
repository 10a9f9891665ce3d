// Plain results of the modules that have no generator of their own yet: one segment a source, with the members that the
// specification names.

import Crypto
import JSON

/// One finding a source.
enum PlainResults {
    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        let frames = context.frames
        guard !frames.isEmpty, let meta = meta(context, &generator) else { return findings }
        findings.detailed.append(context.segment(frames, meta: meta))
        return findings
    }

    private static func meta(_ context: ModuleContext, _ generator: inout SeededGenerator) -> JSON? {
        let similarity = JSON.double(Draw.number(&generator, 0.75...0.99, decimals: 3))
        let number = generator.int(in: 1...99)
        switch context.module {
        case "landmark_recognition":
            return ["landmark": .string("Landmark \(number)"), "mean_similarity": similarity]
        case "text_recognition": return ["text": .string("SAMPLE TEXT \(number)"), "confidence": similarity]
        case "lower_third_recognition": return ["name": .string("Sample Name \(number)")]
        case "speaker_identification":
            return ["speaker": .string("Speaker \(number)"), "mean_similarity": similarity]
        case "qrcode_detection": return ["content": .string("https://example.test/code/\(number)")]
        case "logo_detection": return ["logo": .string("Logo \(number)"), "confidence": similarity]
        case "visual_understanding":
            let prompt = context.text("prompt", or: "Describe the content")
            return ["response": .string("A made-up answer to: \(prompt)")]
        case "face_attributes": return faceAttributes(&generator)
        default: return nil
        }
    }

    private static func faceAttributes(_ generator: inout SeededGenerator) -> JSON {
        let box = Draw.box(&generator)
        let age = generator.int(in: 18...70)
        func confidence() -> JSON { .double(Draw.number(&generator, 0.6...0.99, decimals: 3)) }
        var meta: JSONObject = [
            "bounding_box": [
                "x1": .double(box.x), "y1": .double(box.y), "x2": .double(Draw.round(box.x + box.w, decimals: 3)),
                "y2": .double(Draw.round(box.y + box.h, decimals: 3)),
            ],
            "age": ["min": .int(age), "max": .int(age + 8)],
            "gender": ["value": .string(generator.bool() ? "male" : "female"), "confidence": confidence()],
            "emotion": [
                "value": .string(generator.pick(["Happy", "Calm", "Surprised", "Sad"]) ?? "Calm"),
                "confidence": confidence(),
            ],
            "sharpness": .int(generator.int(in: 30...95)),
        ]
        for name in ["smile", "eyeglasses", "sunglasses", "beard", "mustache"] {
            meta[name] = ["value": .bool(generator.bool()), "confidence": confidence()]
        }
        return .object(meta)
    }
}
