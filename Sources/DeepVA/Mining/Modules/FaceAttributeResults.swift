// Results of face_attributes: the attributes of the faces on screen.

import Crypto
import JSON

/// Face attributes (specification, section 13). They have no summary.
enum FaceAttributeResults {
    /// The emotions of faces.
    static let emotions = ["Happy", "Sad", "Angry", "Confused", "Disgusted", "Surprised", "Calm", "Fear"]

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        var findings = ModuleFindings()
        for person in context.cast.people {
            for frames in context.appearances(of: person) {
                findings.detailed.append(context.segment(frames, meta: meta(person, at: frames.lowerBound, &generator)))
            }
        }
        return findings
    }

    private static func meta(_ person: People.Person, at frame: Int, _ generator: inout SeededGenerator) -> JSON {
        let box = person.box(at: frame)
        let emotion = generator.pick(emotions) ?? "Calm"
        let least = max(0, person.age - generator.int(in: 1...5))
        func confidence() -> JSON { .double(generator.double(in: 0.6...0.99, decimals: 3)) }
        func flag(_ value: Bool) -> JSON { ["value": .bool(value), "confidence": confidence()] }
        return [
            "bounding_box": [
                "x1": .double(box.x), "y1": .double(box.y), "x2": .double((box.x + box.w).rounded(decimals: 3)),
                "y2": .double((box.y + box.h).rounded(decimals: 3)),
            ],
            "age": ["min": .int(least), "max": .int(least + 8)],
            "gender": ["value": .string(person.gender), "confidence": confidence()],
            "emotion": ["value": .string(emotion), "confidence": confidence()],
            "sharpness": .int(generator.int(in: 30...95)), "smile": flag(emotion == "Happy"),
            "eyeglasses": flag(person.hasGlasses), "sunglasses": flag(false), "beard": flag(person.hasBeard),
            "mustache": flag(person.hasBeard), "eyesopen": flag(generator.bool(probability: 0.95)),
            "mouthopen": flag(emotion == "Surprised"),
            "pose": [
                "roll": .double(generator.double(in: -20...20, decimals: 2)),
                "yaw": .double(generator.double(in: -45...45, decimals: 2)),
                "pitch": .double(generator.double(in: -25...25, decimals: 2)),
            ],
        ]
    }
}
