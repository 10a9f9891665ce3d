// Results of lower_third_recognition: names that are inserted below people.

import JSON
import System

/// Inserted names (specification, section 13).
enum LowerThirdResults {
    /// Seconds until a name appears, and for how long it stays.
    private static let (delay, length) = (0.5, 4.0)

    static func make(_ context: ModuleContext) -> ModuleFindings {
        var findings = ModuleFindings()
        for (person, frames) in named(context) {
            findings.items.append(["type": "person", "label": .string(person.name)])
            findings.detailed.append(context.segment(frames, meta: ["name": .string(person.name)]))
        }
        return findings
    }

    /// Everybody is named once, in the first appearance that is long enough; in a picture, always.
    static func named(_ context: ModuleContext) -> [(person: People.Person, frames: Range<Int>)] {
        let fps = context.source.info.fps
        return context.cast.people.compactMap { person in
            let appearances = context.appearances(of: person)
            guard fps > 0 else { return appearances.first.map { (person, $0) } }
            let late = Int(saturating: delay * fps)
            guard let frames = appearances.first(where: { $0.count > 2 * late + 1 }) else { return nil }
            let start = frames.lowerBound + late
            return (person, start..<min(frames.upperBound, start + max(1, Int(saturating: length * fps))))
        }
    }
}
