// The sums of a report item, by section and key.

import JSON

/// Sums by section and key over all jobs and batches. Labels of people are local to a job; equal ones are merged
/// anyway, as in the samples (specification, section 8).
struct ReportSums {
    /// The sections in the order of responses. Each is a type of summarized result; jobs themselves have none of the last
    /// one, ``SpeechShares``.
    static let sections = [
        "gender_count", "age_count", "person_screen_time", "gender_screen_time", "age_screen_time",
        "gender_speech_time", "age_speech_time", "name_to_speech_time",
    ]

    private struct Section {
        var keys: [String] = []
        var sums: [String: (value: Double, isWhole: Bool)] = [:]
    }

    private var parts = [Section](repeating: Section(), count: sections.count)

    /// Adds the numbers of a map. Keys stay in the order in which they first occurred.
    mutating func add(_ map: JSON?, to section: Int) {
        for (key, value) in map?.object ?? [:] {
            guard let number = value.double, number.isFinite else { continue }
            let isWhole = if case .int = value { true } else { false }
            if let sum = parts[section].sums[key] {
                parts[section].sums[key] = (sum.value + number, sum.isWhole && isWhole)
            } else {
                parts[section].keys.append(key)
                parts[section].sums[key] = (number, isWhole)
            }
        }
    }

    /// The sums as JSON, with two decimals if rounded. As in the samples, no speech is the integer 0, while no time on
    /// screen is a float.
    func json(isRounded: Bool) -> JSON {
        .object(
            JSONObject(
                zip(Self.sections, parts).map { name, part in
                    let zero: JSON = name.hasSuffix("_screen_time") ? 0.0 : 0
                    let members = part.keys.map { key in (key, Self.number(part.sums[key], isRounded, zero: zero)) }
                    return (name, .object(JSONObject(members)))
                }))
    }

    private static func number(_ sum: (value: Double, isWhole: Bool)?, _ isRounded: Bool, zero: JSON) -> JSON {
        guard let sum, sum.value != 0 else { return zero }
        if sum.isWhole, abs(sum.value) < 9e15 { return .int(Int(sum.value)) }
        guard isRounded else { return .double(sum.value) }
        let rounded = sum.value.rounded(decimals: 2)
        return rounded == 0 ? zero : .double(rounded)
    }

    /// Adds the summarized results of jobs and the items of batches, as JSON texts, to the sums so far.
    static func text(_ sums: String, jobs: [[String]], children: [String], isRounded: Bool) throws -> String {
        var total = ReportSums()
        total.add(item: try JSON(parsing: sums))
        for texts in jobs {
            let results = try texts.map { try JSON(parsing: $0) }
            for result in results {
                guard let section = sections.firstIndex(of: result["type"]?.string ?? "") else { continue }
                total.add(result["meta"], to: section)
            }
            for map in SpeechShares.maps(of: results) { total.add(map, to: sections.count - 1) }
        }
        for text in children { total.add(item: try JSON(parsing: text)) }
        return total.json(isRounded: isRounded).description
    }

    private mutating func add(item: JSON) {
        for (section, name) in Self.sections.enumerated() { add(item[name], to: section) }
    }
}
