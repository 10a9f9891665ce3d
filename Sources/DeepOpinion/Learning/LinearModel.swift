// One against the rest: for each of several targets, how much each feature speaks for it.

/// Weights of features by target, in flat arrays that can be read from a file directly. A target has weights only for
/// features that it was seen with.
struct LinearModel: Sendable, Equatable {
    /// The score of each target before any feature is looked at.
    let biases: [Float]
    /// Known features, ascending.
    let features: [UInt64]
    /// Where the weights of each feature begin; one more than there are features.
    let offsets: [UInt32]
    /// Targets of the weights.
    let targets: [UInt32]
    let weights: [Float]

    /// The score of a target that was never seen: no evidence outweighs it.
    static let never: Float = -1e9

    /// Nil when the arrays do not fit together, as in a damaged file.
    init?(biases: [Float], features: [UInt64], offsets: [UInt32], targets: [UInt32], weights: [Float]) {
        guard !biases.isEmpty, biases.allSatisfy(\.isFinite), offsets.count == features.count + 1, offsets.first == 0,
            offsets.last.map(Int.init) == targets.count, targets.count == weights.count,
            weights.allSatisfy(\.isFinite), targets.allSatisfy({ Int($0) < biases.count }),
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            zip(features, features.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.biases = biases
        self.features = features
        self.offsets = offsets
        self.targets = targets
        self.weights = weights
    }

    /// A feature of a text and how much it counts.
    struct Evidence {
        let feature: UInt64
        let value: Float
    }

    /// What a text says about a target.
    struct Score {
        /// The sum of all evidence. Above zero it is more likely than not.
        var sum: Double
        /// The weight of the feature that speaks most for the target; zero when none does.
        var strongest: Float = 0
    }

    /// The scores of all targets.
    func scores(of evidence: [Evidence]) -> [Score] {
        var scores = biases.map { Score(sum: Double($0)) }
        for piece in evidence {
            for index in weights(of: piece.feature) {
                let target = Int(targets[index])
                scores[target].sum += Double(weights[index] * piece.value)
                scores[target].strongest = max(scores[target].strongest, weights[index])
            }
        }
        return scores
    }

    /// The places of a feature's weights.
    func weights(of feature: UInt64) -> Range<Int> {
        var low = 0
        var high = features.count
        while low < high {
            let middle = (low + high) / 2
            if features[middle] < feature { low = middle + 1 } else { high = middle }
        }
        guard low < features.count, features[low] == feature else { return 0..<0 }
        return Int(offsets[low])..<Int(offsets[low + 1])
    }
}
