// Segments and detections of people, speech and things.

import Crypto
import JSON
import System

extension ModuleContext {
    /// When a person is on screen in the analysed part.
    func appearances(of person: People.Person) -> [Range<Int>] {
        let all = frames
        return person.appearances.map { $0.clamped(to: all) }.filter { !$0.isEmpty }
    }

    /// The sentences in the analysed part.
    var utterances: [People.Utterance] {
        let range = parameters["range"]
        let start = (range?["time_start"]?.double ?? 0) * 100
        let end = (range?["time_end"]?.double ?? .infinity) * 100
        return cast.utterances.filter { Double($0.start) >= start && Double($0.end) <= end }
    }

    /// A segment between two times in hundredths of a second. It starts and ends with a frame, except in sound.
    func segment(from start: Int, to end: Int, meta: JSON) -> DetailedResult {
        let fps = source.info.fps
        guard fps > 0 else {
            var result = segment(0..<1, meta: meta)
            result.times = (Double(start) / 100, Double(end) / 100)
            return result
        }
        let first = Int(saturating: Double(start) * fps / 100)
        return segment(first..<max(first + 1, Int(saturating: Double(end) * fps / 100)), meta: meta)
    }

    /// Detections of a thing that does not move, one every twelve frames.
    func detections(_ type: String, _ frames: Range<Int>, _ generator: inout SeededGenerator) -> [JSON] {
        let box = generator.box()
        let isPicture = source.info.fps == 0
        let step = FaceResults.frameStep
        return stride(from: frames.lowerBound, to: frames.upperBound, by: step).prefix(2000).map { frame in
            [
                "frame_index": .int(isPicture ? index : frame), "type": .string(type),
                "data": ["x": .double(box.x), "y": .double(box.y), "w": .double(box.w), "h": .double(box.h)],
            ]
        }
    }
}
