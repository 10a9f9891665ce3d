// Training of naive Bayes.

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

    /// The most features that are kept; rare ones are dropped first.
    static let maximumFeatures = 400_000

    init(targets: Int) {
        examples = Array(repeating: 0, count: targets)
    }

    /// Counts one example.
    mutating func add(_ bag: [UInt64], target: Int) {
        examples[target] += 1
        for feature in bag { seen.append(Seen(feature: feature, target: UInt32(truncatingIfNeeded: target))) }
    }

    /// The result of everything that was counted.
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
