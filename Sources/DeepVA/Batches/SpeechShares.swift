// How long each person of a job speaks: its results tell the speech by gender, and the people on screen by name.

import Emulator
import JSON

/// Shares the speech of each gender among its people, in proportion to their time on screen. Reports show speech by name,
/// jobs do not (specification, section 13).
struct SpeechShares {
    private var people: [(name: String, screen: Double)] = []
    private var speech: [(gender: String, seconds: Double)] = []
    /// Whether a test author has said who speaks for how long.
    private var isGiven = false

    /// The maps of one job, one for each of its sources.
    static func maps(of results: [JSON]) -> [JSON] {
        var order: [String] = []
        var sources: [String: SpeechShares] = [:]
        for result in results {
            let source = result["source"]?.string ?? ""
            if sources[source] == nil { order.append(source) }
            sources[source, default: SpeechShares()].add(result)
        }
        return order.compactMap { sources[$0]?.map }
    }

    private mutating func add(_ result: JSON) {
        let numbers = (result["meta"]?.object ?? [:]).compactMap { key, value in
            value.double.flatMap { $0.isFinite ? (key, $0) : nil }
        }
        switch result["type"]?.string {
        case "person_screen_time": people += numbers
        case "gender_speech_time": speech += numbers
        case "name_to_speech_time": isGiven = true
        default: break
        }
    }

    /// Seconds by name, with the people in their order; nil when there is nothing to add to what is given.
    private var map: JSON? {
        guard !isGiven, !people.isEmpty else { return nil }
        var shares = [Double](repeating: 0, count: people.count)
        for (gender, seconds) in speech {
            let own = people.indices.filter { people[$0].name.hasPrefix(gender + "_") }
            share(seconds, among: own.isEmpty ? Array(people.indices) : own, into: &shares)
        }
        return .object(JSONObject(zip(people, shares).map { ($0.name, $1 == 0 ? 0 : .double($1)) }))
    }

    /// In hundredths of a second; who is on screen longest gets what is left, so that the sum is exact.
    private func share(_ seconds: Double, among members: [Int], into shares: inout [Double]) {
        guard let main = members.max(by: { people[$0].screen < people[$1].screen }) else { return }
        let screen = members.reduce(0) { $0 + people[$1].screen }
        var left = seconds
        for member in members where member != main {
            let part = screen > 0 ? people[member].screen / screen : 1 / Double(members.count)
            let share = (seconds * part).rounded(decimals: 2)
            shares[member] += share
            left -= share
        }
        shares[main] += left.rounded(decimals: 6)
    }
}
