// Multinomial naive Bayes: which of several targets a bag of features suggests. For model files of the first format.

#if canImport(Glibc)
import Glibc
#endif

/// Counts of features by target, in flat arrays that can be read from a file directly.
struct NaiveBayes: Sendable, Equatable {
    /// How many examples each target had.
    let examples: [UInt32]
    /// Known features, ascending.
    let features: [UInt64]
    /// Where the counts of each feature begin; one more than there are features.
    let offsets: [UInt32]
    /// Targets of the counts.
    let targets: [UInt32]
    /// How often the feature was seen with the target.
    let counts: [UInt32]

    private let priors: [Double]
    private let floors: [Double]

    /// Added to every count of a feature with a target.
    private static let smoothing = 0.25

    /// Nil when the arrays do not fit together, as in a damaged file.
    init?(examples: [UInt32], features: [UInt64], offsets: [UInt32], targets: [UInt32], counts: [UInt32]) {
        guard !examples.isEmpty, offsets.count == features.count + 1, offsets.first == 0,
            offsets.last.map(Int.init) == targets.count, targets.count == counts.count,
            targets.allSatisfy({ Int($0) < examples.count }),
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            zip(features, features.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.examples = examples
        self.features = features
        self.offsets = offsets
        self.targets = targets
        self.counts = counts
        var totals = [Double](repeating: 0, count: examples.count)
        for (target, count) in zip(targets, counts) { totals[Int(target)] += Double(count) }
        let sum = examples.reduce(0.0) { $0 + Double($1) }
        priors = examples.map { log((Double($0) + 0.5) / (sum + 0.5 * Double(examples.count))) }
        floors = totals.map { log(Self.smoothing / ($0 + Self.smoothing * Double(features.count + 1))) }
    }

    /// The confidence in each target, from 0 to 1; the sum is 1. Targets without examples get 0.
    func confidences(of bag: [UInt64]) -> [Double] {
        var scores = priors
        var known = 0.0
        for feature in bag {
            guard let place = place(of: feature) else { continue }
            known += 1
            for index in Int(offsets[place])..<Int(offsets[place + 1]) {
                scores[Int(targets[index])] += log((Double(counts[index]) + Self.smoothing) / Self.smoothing)
            }
        }
        for target in scores.indices { scores[target] += known * floors[target] }
        return Self.normalised(scores, examples: examples, known: known)
    }

    /// Naive Bayes treats related words as independent evidence and is far too confident. Dividing by the square root of
    /// their number keeps the order and gives confidences that a threshold can be set on.
    private static func normalised(_ scores: [Double], examples: [UInt32], known: Double) -> [Double] {
        let seen = zip(scores, examples).filter { $0.1 > 0 }.map(\.0)
        guard let best = seen.max() else { return scores.map { _ in 0 } }
        let scale = max(1, known.squareRoot())
        let shares = zip(scores, examples).map { $0.1 > 0 ? exp(($0.0 - best) / scale) : 0 }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }

    private func place(of feature: UInt64) -> Int? {
        var low = 0
        var high = features.count
        while low < high {
            let middle = (low + high) / 2
            if features[middle] < feature { low = middle + 1 } else { high = middle }
        }
        return low < features.count && features[low] == feature ? low : nil
    }
}
