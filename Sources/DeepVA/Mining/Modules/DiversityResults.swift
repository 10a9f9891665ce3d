// Results of advanced_diversity_analysis: screen time and speech time by person, gender and age.

import JSON
import System

/// Diversity maps (specification, section 13). All sums agree, because they are added up from hundredths of a second for
/// each person. The times are those of faces and speech.
enum DiversityResults {
    private struct Person {
        let label: String
        let gender: String
        let age: String
        /// Hundredths of a second.
        let screen: Int
        let speech: Int
    }

    /// People are numbered by gender over all sources of the job.
    static func make(_ context: ModuleContext, _ tally: inout JobTally) -> ModuleFindings {
        let people = people(context, &tally)
        var findings = ModuleFindings()
        func add(_ type: String, _ meta: JSON) {
            findings.summarized.append(
                SummarizedResult(source: context.source.uri, module: context.module, meta: meta, type: type))
        }
        add("gender_count", counts(people, by: \.gender))
        add("age_count", counts(people, by: \.age))
        add("person_screen_time", seconds(people, by: \.label, \.screen, zero: 0.0))
        add("gender_screen_time", seconds(people, by: \.gender, \.screen, zero: 0.0))
        add("age_screen_time", seconds(people, by: \.age, \.screen, zero: 0.0))
        add("gender_speech_time", seconds(people, by: \.gender, \.speech, zero: 0))
        add("age_speech_time", seconds(people, by: \.age, \.speech, zero: 0))
        return findings
    }

    private static func people(_ context: ModuleContext, _ tally: inout JobTally) -> [Person] {
        let fps = context.source.info.fps
        let utterances = context.utterances
        var people: [Person] = []
        for (index, person) in context.cast.people.enumerated() {
            let frames = context.appearances(of: person).reduce(0) { $0 + $1.count }
            let speech = utterances.reduce(0) { $0 + ($1.person == index ? $1.end - $1.start : 0) }
            // People who are neither seen nor heard in the analysed part do not count.
            guard frames > 0 || speech > 0 else { continue }
            tally.people[person.gender, default: 0] += 1
            let decade = person.age / 10 * 10
            people.append(
                Person(
                    label: "\(person.gender)_\(tally.people[person.gender] ?? 1)", gender: person.gender,
                    age: "\(decade)-\(decade + 10)",
                    screen: fps > 0 ? Int(saturating: (Double(frames) * 100 / fps).rounded()) : 0, speech: speech))
        }
        return people
    }

    private static func counts(_ people: [Person], by key: (Person) -> String) -> JSON {
        sums(people, by: key) { _ in 1 }.mapped { .int($0) }
    }

    /// Seconds with two decimals. No speech is the integer 0, as in the samples.
    private static func seconds(
        _ people: [Person], by key: (Person) -> String, _ value: (Person) -> Int, zero: JSON
    ) -> JSON {
        sums(people, by: key, value).mapped { $0 == 0 ? zero : .double(Double($0) / 100) }
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
