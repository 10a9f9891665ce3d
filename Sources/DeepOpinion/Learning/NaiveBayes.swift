// One decision of the classifier: which of several targets a bag of features speaks for. Multinomial naive Bayes.

#if canImport(Glibc)
import Glibc
#endif

/// Counts of features by target, in flat arrays that can be read from a file as they are.
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

    /// What every feature is assumed to have been seen with every target.
    private static let smoothing = 0.25

    /// A head from its arrays; nil when they do not fit together, as those of a damaged file.
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

    /// How likely each target is, from 0 to 1, all together 1. Targets without any example stay at 0.
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

    /// Naive Bayes takes words that come together for independent witnesses and is far too sure of itself; dividing by
    /// the root of their number keeps the order and gives confidences that a threshold can be set on.
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

/// Counts features while a model is trained.
struct NaiveBayesBuilder: Sendable {
    private var examples: [UInt32]
    private var seen: [Seen] = []

    private struct Seen: Comparable {
        let feature: UInt64
        let target: UInt32

        static func < (left: Seen, right: Seen) -> Bool {
            left.feature != right.feature ? left.feature < right.feature : left.target < right.target
        }
    }

    /// The most features that a trained head keeps; rare ones go first.
    static let maximumFeatures = 400_000

    init(targets: Int) {
        examples = Array(repeating: 0, count: targets)
    }

    /// Counts one example.
    mutating func add(_ bag: [UInt64], target: Int) {
        examples[target] += 1
        for feature in bag { seen.append(Seen(feature: feature, target: UInt32(truncatingIfNeeded: target))) }
    }

    /// The head for everything that has been counted.
    consuming func finish() -> NaiveBayes? {
        seen.sort()
        var threshold = 1
        while true {
            let head = arrays(from: threshold)
            if head.features.count <= Self.maximumFeatures || threshold > 64 {
                return NaiveBayes(
                    examples: examples, features: head.features, offsets: head.offsets, targets: head.targets,
                    counts: head.counts)
            }
            threshold *= 2
        }
    }

    /// The arrays with features that were seen at least `threshold` times.
    private func arrays(
        from threshold: Int
    ) -> (features: [UInt64], offsets: [UInt32], targets: [UInt32], counts: [UInt32]) {
        var features: [UInt64] = []
        var offsets: [UInt32] = [0]
        var targets: [UInt32] = []
        var counts: [UInt32] = []
        var start = 0
        while start < seen.count {
            var end = start
            while end < seen.count, seen[end].feature == seen[start].feature { end += 1 }
            if end - start >= threshold {
                features.append(seen[start].feature)
                var index = start
                while index < end {
                    var next = index
                    while next < end, seen[next].target == seen[index].target { next += 1 }
                    targets.append(seen[index].target)
                    counts.append(UInt32(truncatingIfNeeded: next - index))
                    index = next
                }
                offsets.append(UInt32(truncatingIfNeeded: targets.count))
            }
            start = end
        }
        return (features, offsets, targets, counts)
    }
}
