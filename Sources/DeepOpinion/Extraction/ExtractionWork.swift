// The extraction of one request, done on the thread pool.

import JSON
import System

/// What a request asks for, and how it is extracted from each file.
struct ExtractionWork: Sendable {
    let labels: [LabelRecord]
    let hitl: LiveHitl?
    /// Values that a test author has set.
    let given: JSONObject?
    let seed: UInt64
    let wantsBoxes: Bool
    let wantsPages: Bool

    /// Extracts the fields of a document.
    ///
    /// - Throws: `WorkError` when that needs more than the budget has.
    func result(of document: ScannedDocument, budget: WorkBudget) throws -> ExtractionResult {
        let names = labels.map(\.name)
        var matches = try FieldFinder.matches(names, in: document, seed: seed, budget: budget)
        if let given {
            let found = Self.byLabel(matches)
            matches = names.compactMap { name in
                guard let value = given[name]?.string else { return found[name] }
                return FieldMatch(
                    label: name, value: value, confidence: 1, page: found[name]?.page ?? 0,
                    box: found[name]?.box ?? (0.1, 0.1, 0.4, 0.12))
            }
        }
        let matchOf = Self.byLabel(matches)
        return ExtractionResult(
            document: document, matches: matches, matchOf: matchOf,
            credits: document.pages.count * max(1, labels.count), isComplete: matches.count == labels.count,
            isConfident: names.allSatisfy { name in
                matchOf[name].map { $0.confidence >= threshold(name) } ?? false
            },
            isConverted: matches.allSatisfy(\.isConverted),
            pictures: wantsPages ? try pictures(of: document, matches, budget) : [])
    }

    private func pictures(
        of document: ScannedDocument, _ matches: [FieldMatch], _ budget: WorkBudget
    ) throws -> [[UInt8]] {
        try budget.count(pictures: document.pages.count)
        return try document.pages.indices.map { page in
            // Once to draw it and once to pack it.
            try budget.count(pixels: 2 * PagePicture.pixels)
            let picture = PagePicture.png(of: page, document, matches)
            try budget.hold(picture.count)
            return picture
        }
    }

    private static func byLabel(_ matches: [FieldMatch]) -> [String: FieldMatch] {
        Dictionary(matches.map { ($0.label, $0) }) { first, _ in first }
    }

    /// The confidence below which a value is not trusted.
    func threshold(_ label: String) -> Double { hitl?.threshold(label) ?? Hitls.threshold }
}
