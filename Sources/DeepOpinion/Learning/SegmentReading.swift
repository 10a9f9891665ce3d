// A segment as the models of aspects read it: its words, and which of them speak about which aspect.

/// The words of a segment, and what is taken from them as evidence.
struct SegmentReading {
    private let words: [UInt64]
    private let boundaries: [Separation]

    /// How much a pair of neighbouring words counts beside single words.
    private static let pairValue: Float = 0.4
    /// How much words count that speak about another aspect.
    private static let outsideValue: Float = 0.2
    /// How much a word counts together with the aspect, beside the word alone.
    private static let aspectValue: Float = 0.3

    init(_ text: String) {
        let words = Features.words(of: text)
        self.words = words.map(\.hash)
        boundaries = Separation.before(words)
    }

    /// Each word and each pair of neighbouring words, once.
    var evidence: [LinearModel.Evidence] {
        var evidence = Set(words).sorted().map { LinearModel.Evidence(feature: $0, value: 1) }
        let pairs = Set(words.indices.dropFirst().map { Features.pair(words[$0 - 1], words[$0]) })
        evidence += pairs.sorted().map { LinearModel.Evidence(feature: $0, value: Self.pairValue) }
        return evidence
    }

    /// What the segment says about one aspect: the words of its window in full, the others a little, and all of them again
    /// together with the aspect.
    func evidence(about aspect: Int, in window: Range<Int>) -> [LinearModel.Evidence] {
        var values: [UInt64: Float] = [:]
        func add(_ feature: UInt64, _ value: Float) { values[feature] = max(values[feature] ?? 0, value) }
        for index in words.indices {
            add(words[index], window.contains(index) ? 1 : Self.outsideValue)
            guard index > 0 else { continue }
            let isInside = window.contains(index) && window.contains(index - 1)
            add(Features.pair(words[index - 1], words[index]), (isInside ? 1 : Self.outsideValue) * Self.pairValue)
        }
        let number = Features.number(aspect)
        return values.sorted { $0.key < $1.key }.flatMap { feature, value in
            [
                LinearModel.Evidence(feature: feature, value: value),
                LinearModel.Evidence(feature: Features.pair(feature, number), value: value * Self.aspectValue),
            ]
        }
    }

    /// Which words speak about which of several aspects: the segment is cut between the words that name them, at the
    /// strongest boundary, and of several such at the last.
    func windows(of aspects: [Int], by model: LinearModel) -> [Int: Range<Int>] {
        let names = names(of: aspects, by: model)
        let sorted = aspects.sorted { (names[$0] ?? 0, $0) < (names[$1] ?? 0, $1) }
        var windows: [Int: Range<Int>] = [:]
        var start = 0
        for (index, aspect) in sorted.enumerated() {
            var end = words.count
            if index + 1 < sorted.count { end = cut(between: names[aspect] ?? 0, and: names[sorted[index + 1]] ?? 0) }
            windows[aspect] = start..<max(start, end)
            start = max(start, end)
        }
        return windows
    }

    /// The word that speaks most for each aspect.
    private func names(of aspects: [Int], by model: LinearModel) -> [Int: Int] {
        let wanted = Set(aspects)
        var best: [Int: (weight: Float, word: Int)] = [:]
        for (word, feature) in words.enumerated() {
            for index in model.weights(of: feature) where wanted.contains(Int(model.targets[index])) {
                let weight = model.weights[index]
                if weight > best[Int(model.targets[index])]?.weight ?? 0 {
                    best[Int(model.targets[index])] = (weight, word)
                }
            }
        }
        return best.mapValues(\.word)
    }

    private func cut(between first: Int, and second: Int) -> Int {
        guard first < second else { return second }
        var best = (strength: Separation.none, place: (first + second) / 2 + 1)
        for place in (first + 1)...second where boundaries[place] > .none && boundaries[place] >= best.strength {
            best = (boundaries[place], place)
        }
        return best.place
    }
}
