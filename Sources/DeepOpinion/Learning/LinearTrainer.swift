// Training of linear models: logistic regression, one against the rest, by stochastic gradient descent.

import Crypto

#if canImport(Glibc)
import Glibc
#endif

/// Collects examples and finds weights for them. Equal examples in equal order give equal weights. The step of each weight
/// shrinks with what it has moved so far (AdaGrad: Duchi, Hazan and Singer, 2011), so that rare words learn quickly and
/// common ones settle.
struct LinearTrainer: Sendable {
    let targetCount: Int
    private let firstBias: Double
    private var starts = [0]
    private var features: [UInt64] = []
    private var values: [Float] = []
    private var positiveStarts = [0]
    private var positives: [UInt32] = []

    /// The most features that are kept; rare ones are dropped first.
    private static let maximumFeatures = 400_000
    /// A feature that was seen with more targets tells nothing.
    private static let maximumTargets = 256
    /// How often the examples are gone through at most, how many weights are looked at before the last round, and how many
    /// in all.
    private static let maximumRounds = 30
    private static let enoughSteps = 6_000_000
    private static let maximumSteps = 60_000_000
    private static let stepSize = 0.5
    /// Beyond this score the right answer is certain enough to be left alone.
    private static let certainty = 6.0

    /// - Parameter firstBias: the score of each target to begin with.
    init(targets: Int, firstBias: Double) {
        targetCount = targets
        self.firstBias = firstBias
    }

    var count: Int { starts.count - 1 }

    /// Adds an example: what it shows, and all the targets that it has.
    mutating func add(_ evidence: [LinearModel.Evidence], targets: Set<Int>) {
        for piece in evidence {
            features.append(piece.feature)
            values.append(piece.value)
        }
        starts.append(features.count)
        positives += targets.sorted().map { UInt32(truncatingIfNeeded: $0) }
        positiveStarts.append(positives.count)
    }

    /// The scores of an example by a model.
    func scores(of example: Int, by model: LinearModel) -> [LinearModel.Score] {
        model.scores(
            of: (starts[example]..<starts[example + 1]).map { .init(feature: features[$0], value: values[$0]) })
    }

    /// The targets of an example.
    func targets(of example: Int) -> Set<Int> {
        Set(positives[positiveStarts[example]..<positiveStarts[example + 1]].map { Int($0) })
    }

    /// Learns the examples for which `isUsed` holds.
    func train(where isUsed: (Int) -> Bool = { _ in true }) -> LinearModel? {
        var order = (0..<count).filter(isUsed)
        let pattern = pattern(of: order)
        var state = State(pattern, targets: targetCount, firstBias: firstBias)
        var generator = SeededGenerator(seed: 1)
        var steps = 0
        for _ in 0..<Self.maximumRounds where steps < Self.enoughSteps {
            order = generator.shuffled(order)
            for example in order where steps < Self.maximumSteps { steps += learn(example, pattern, &state) }
        }
        return state.model(pattern)
    }

    // MARK: - The weights that there are

    /// Which weights there are: pairs of a feature and a target that occur together.
    private struct Pattern {
        var features: [UInt64] = []
        var offsets: [UInt32] = [0]
        var targets: [UInt32] = []
        /// For each entry of the trainer's `features`, its place in `features` here; -1 for one that was dropped.
        var places: [Int32]
        var seen: Set<UInt32> = []
        /// How much each feature counts: 1 for one that a single example has, a tenth for one that nearly all have.
        var rarities: [Float] = []
    }

    private func pattern(of order: [Int]) -> Pattern {
        var pattern = Pattern(places: Array(repeating: -1, count: features.count))
        var pairs: [(feature: UInt64, target: UInt32)] = []
        for example in order {
            let targets = positives[positiveStarts[example]..<positiveStarts[example + 1]]
            pattern.seen.formUnion(targets)
            for feature in features[starts[example]..<starts[example + 1]] {
                for target in targets { pairs.append((feature, target)) }
            }
        }
        pairs.sort { $0.feature != $1.feature ? $0.feature < $1.feature : $0.target < $1.target }
        var least = 1
        repeat {
            fill(&pattern, from: pairs, least: least)
            least *= 2
        } while pattern.features.count > Self.maximumFeatures
        let indexes = Dictionary(
            uniqueKeysWithValues: pattern.features.enumerated().map { ($1, Int32(truncatingIfNeeded: $0)) })
        for example in order {
            for entry in starts[example]..<starts[example + 1] {
                pattern.places[entry] = indexes[features[entry]] ?? -1
            }
        }
        pattern.rarities = rarities(of: pattern, in: order)
        return pattern
    }

    private func rarities(of pattern: Pattern, in order: [Int]) -> [Float] {
        var frequencies = [Int](repeating: 0, count: pattern.features.count)
        for example in order {
            for entry in starts[example]..<starts[example + 1] where pattern.places[entry] >= 0 {
                frequencies[Int(pattern.places[entry])] += 1
            }
        }
        let all = log(Double(order.count + 1))
        return frequencies.map { Float(max(0.1, 1 - log(Double($0)) / all)) }
    }

    /// Takes the features that are part of at least `least` pairs.
    private func fill(_ pattern: inout Pattern, from pairs: [(feature: UInt64, target: UInt32)], least: Int) {
        pattern.features = []
        pattern.offsets = [0]
        pattern.targets = []
        var start = 0
        while start < pairs.count {
            var end = start
            var targets: [UInt32] = []
            while end < pairs.count, pairs[end].feature == pairs[start].feature {
                if targets.last != pairs[end].target { targets.append(pairs[end].target) }
                end += 1
            }
            if end - start >= least, targets.count <= Self.maximumTargets {
                pattern.features.append(pairs[start].feature)
                pattern.targets += targets
                pattern.offsets.append(UInt32(truncatingIfNeeded: pattern.targets.count))
            }
            start = end
        }
    }

    // MARK: - Learning

    /// Weights while they are learned.
    private struct State {
        var weights: [Float]
        /// What each weight has moved so far: the sum of squared gradients.
        var moved: [Float]
        var biases: [Double]
        var biasesMoved: [Double]
        /// Scores and gradients of the targets that the present example touches.
        var scores: [Double]
        var gradients: [Double]
        var isTouched: [Bool]
        var isPositive: [Bool]
        var touched: [Int] = []

        init(_ pattern: Pattern, targets: Int, firstBias: Double) {
            weights = Array(repeating: 0, count: pattern.targets.count)
            moved = Array(repeating: 0.1, count: pattern.targets.count)
            biases = Array(repeating: firstBias, count: targets)
            biasesMoved = Array(repeating: 1, count: targets)
            scores = Array(repeating: 0, count: targets)
            gradients = scores
            isTouched = Array(repeating: false, count: targets)
            isPositive = isTouched
        }

        mutating func touch(_ target: Int) {
            guard !isTouched[target] else { return }
            isTouched[target] = true
            scores[target] = biases[target]
            touched.append(target)
        }

        /// Turns the scores of the touched targets into gradients, moves their biases, and lets go of them.
        mutating func settle() {
            for target in touched {
                let sign: Double = isPositive[target] ? 1 : -1
                let score = sign * scores[target]
                let gradient = score > LinearTrainer.certainty ? 0 : sign / (1 + exp(score))
                gradients[target] = gradient
                biasesMoved[target] += gradient * gradient
                biases[target] += LinearTrainer.stepSize * gradient / biasesMoved[target].squareRoot()
                isTouched[target] = false
                isPositive[target] = false
            }
            touched.removeAll(keepingCapacity: true)
        }

        /// The model, whose weights contain the rarities of their features.
        consuming func model(_ pattern: Pattern) -> LinearModel? {
            for place in pattern.features.indices {
                for index in Int(pattern.offsets[place])..<Int(pattern.offsets[place + 1]) {
                    weights[index] *= pattern.rarities[place]
                }
            }
            return LinearModel(
                biases: biases.indices.map {
                    pattern.seen.contains(UInt32(truncatingIfNeeded: $0)) ? Float(biases[$0]) : LinearModel.never
                },
                features: pattern.features, offsets: pattern.offsets, targets: pattern.targets, weights: weights)
        }
    }

    /// Learns one example.
    ///
    /// - Returns: how many weights were looked at.
    private func learn(_ example: Int, _ pattern: Pattern, _ state: inout State) -> Int {
        var steps = 1
        let entries = starts[example]..<starts[example + 1]
        for target in positives[positiveStarts[example]..<positiveStarts[example + 1]] {
            state.touch(Int(target))
            state.isPositive[Int(target)] = true
        }
        for entry in entries where pattern.places[entry] >= 0 {
            let place = Int(pattern.places[entry])
            let value = values[entry] * pattern.rarities[place]
            for index in Int(pattern.offsets[place])..<Int(pattern.offsets[place + 1]) {
                let target = Int(pattern.targets[index])
                state.touch(target)
                state.scores[target] += Double(state.weights[index] * value)
                steps += 1
            }
        }
        state.settle()
        for entry in entries where pattern.places[entry] >= 0 {
            let place = Int(pattern.places[entry])
            let value = values[entry] * pattern.rarities[place]
            for index in Int(pattern.offsets[place])..<Int(pattern.offsets[place + 1]) {
                let gradient = Float(state.gradients[Int(pattern.targets[index])]) * value
                guard gradient != 0 else { continue }
                state.moved[index] += gradient * gradient
                state.weights[index] += Float(Self.stepSize) * gradient / state.moved[index].squareRoot()
            }
        }
        return steps
    }
}
