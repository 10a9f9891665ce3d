// Results of advanced_diversity_analysis: who is on screen and who speaks, by person, gender and age.

import Crypto
import JSON

/// Diversity maps (specification, section 13). All sums agree, because everything is counted in hundredths of a second
/// per person and added up from there.
enum DiversityResults {
    private struct Person {
        let label: String
        let gender: String
        let age: String
        /// Hundredths of a second.
        let screen: Int
        let speech: Int
    }

    private static let ages = ["0-10", "10-20", "20-30", "30-40", "40-50", "50-60", "60-70"]

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) -> ModuleFindings {
        let people = people(context, &generator)
        var findings = ModuleFindings()
        func add(_ type: String, _ meta: JSON) {
            findings.summarized.append(
                SummarizedResult(source: context.source.uri, module: context.module, meta: meta, type: type))
        }
        add("gender_count", counts(people, by: \.gender))
        add("age_count", counts(people, by: \.age))
        add("person_screen_time", times(people, by: \.label, \.screen))
        add("gender_screen_time", times(people, by: \.gender, \.screen))
        add("age_screen_time", times(people, by: \.age, \.screen))
        add("gender_speech_time", times(people, by: \.gender, \.speech))
        add("age_speech_time", times(people, by: \.age, \.speech))
        return findings
    }

    private static func people(_ context: ModuleContext, _ generator: inout SeededGenerator) -> [Person] {
        let duration = Int(context.source.info.duration * 100)
        var numbers = ["female": 0, "male": 0]
        return (0..<generator.int(in: 1...5)).map { _ in
            let gender = generator.bool() ? "female" : "male"
            numbers[gender, default: 0] += 1
            let age = generator.pick(ages) ?? "20-30"
            let screen = duration > 0 ? generator.int(in: min(50, duration)...duration) : 0
            let speech = screen > 0 && generator.bool(probability: 0.6) ? generator.int(in: 0...screen) : 0
            return Person(
                label: "\(gender)_\(numbers[gender] ?? 1)", gender: gender, age: age, screen: screen, speech: speech)
        }
    }

    private static func counts(_ people: [Person], by key: (Person) -> String) -> JSON {
        sums(people, by: key) { _ in 1 }.mapped { .int($0) }
    }

    /// Seconds with two decimals; nothing at all is the whole number 0, as in the samples.
    private static func times(_ people: [Person], by key: (Person) -> String, _ value: (Person) -> Int) -> JSON {
        sums(people, by: key, value).mapped { $0 == 0 ? .int(0) : .double(Double($0) / 100) }
    }

    private static func sums(
        _ people: [Person], by key: (Person) -> String, _ value: (Person) -> Int
    ) -> [(String, Int)] {
        var sums: [(String, Int)] = []
        for person in people {
            if let place = sums.firstIndex(where: { $0.0 == key(person) }) {
                sums[place].1 += value(person)
            } else {
                sums.append((key(person), value(person)))
            }
        }
        return sums
    }
}

extension [(String, Int)] {
    fileprivate func mapped(_ transform: (Int) -> JSON) -> JSON {
        .object(JSONObject(map { ($0.0, transform($0.1)) }))
    }
}
