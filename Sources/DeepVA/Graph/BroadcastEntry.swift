// One broadcast of an import.

import JSON

/// A broadcast that becomes a node.
struct BroadcastEntry: Sendable {
    /// The maximum number of names that are looked up for an entry.
    private static let mostCandidates = 50

    let customID: String
    let date: CalendarDay
    let assetID: String?
    let title: String
    let description: String?
    let show: String?
    /// The given full names.
    let people: [String]
    /// Parts of title and description that may be names: two or three consecutive capitalised words.
    let candidates: [String]

    /// - Parameter findsNames: whether texts are searched for names.
    init?(_ json: JSON, findsNames: Bool) {
        guard let id = json["id"]?.string, let title = json["title"]?.string,
            let date = CalendarDay(iso: json["date"]?.string ?? "")
        else { return nil }
        customID = id
        self.title = title
        self.date = date
        assetID = json["asset_id"]?.string
        description = json["description"]?.string
        show = json["show"]?.string
        people = (json["people"]?.array ?? []).compactMap { $0["full_name"]?.string }
        candidates = findsNames ? Self.names(in: title) + Self.names(in: description ?? "") : []
    }

    static func names(in text: String) -> [String] {
        var found: [String] = []
        var run: [Substring] = []
        // A word consists of letters, apostrophes and hyphens. Anything but a single space ends a run of words.
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let inner = word.drop { !$0.isLetter }
            let name = inner.prefix { $0.isLetter || $0 == "-" || $0 == "'" }
            if inner.startIndex != word.startIndex || !(name.first?.isUppercase ?? false) { run = [] }
            guard name.first?.isUppercase ?? false else { continue }
            run.append(name)
            for length in 2...3 where run.count >= length {
                found.append(run.suffix(length).joined(separator: " "))
            }
            if name.endIndex != word.endIndex { run = [] }
            if found.count >= mostCandidates { break }
        }
        return found
    }
}
