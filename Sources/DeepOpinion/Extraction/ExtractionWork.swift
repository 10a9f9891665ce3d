// The extraction of one request, done on the thread pool.

import JSON

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
    func result(of document: ScannedDocument) -> ExtractionResult {
        let names = labels.map(\.name)
        var matches = FieldFinder.matches(names, in: document, seed: seed)
        if let given {
            matches = names.compactMap { name in
                guard let value = given[name]?.string else { return matches.first { $0.label == name } }
                let place = matches.first { $0.label == name }
                return FieldMatch(
                    label: name, value: value, confidence: 1, page: place?.page ?? 0,
                    box: place?.box ?? (0.1, 0.1, 0.4, 0.12))
            }
        }
        return ExtractionResult(
            document: document, matches: matches, credits: document.pages.count * max(1, labels.count),
            isComplete: matches.count == labels.count,
            isConfident: names.allSatisfy { name in
                matches.first { $0.label == name }.map { $0.confidence >= threshold(name) } ?? false
            },
            isConverted: matches.allSatisfy(\.isConverted),
            pictures: wantsPages ? document.pages.indices.map { PagePicture.png(of: $0, document, matches) } : [])
    }

    /// The confidence below which a value is not trusted.
    func threshold(_ label: String) -> Double { hitl?.threshold(label) ?? Hitls.threshold }
}
