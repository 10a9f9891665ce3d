// Names that the models of a module give to the people of a source.

import Crypto

/// Identifies the people of a source.
struct Identification {
    struct Match {
        /// The nearest identity; nil if the models know nobody.
        let name: String?
        let distance: Double
    }

    /// A match for each person.
    let matches: [Match]

    /// People get labels of your own model in an order that depends on the source. When all labels are used, the others
    /// are unknown. A picture that the model was trained with is always recognised.
    init(_ context: ModuleContext) {
        guard let knowledge = context.knowledge else {
            matches = context.cast.people.map { Match(name: $0.name, distance: $0.distance) }
            return
        }
        var generator = SeededGenerator(seed: stableHash([context.source.digest] + knowledge.labels))
        var names = generator.shuffled(knowledge.labels)
        if let shown = knowledge.shown[context.source.digest] {
            names.removeAll { $0 == shown }
            names.insert(shown, at: 0)
        }
        let isShown = knowledge.shown[context.source.digest] != nil
        matches = context.cast.people.enumerated().map { index, person in
            if index == 0, isShown { return Match(name: names.first, distance: 0.08) }
            if index < names.count { return Match(name: names[index], distance: person.distance) }
            if knowledge.includesShipped { return Match(name: person.name, distance: person.distance) }
            return Match(name: generator.pick(names), distance: (1.2 + person.distance / 2).rounded(decimals: 4))
        }
    }

    /// One minus half the squared distance, which fits the vendor's samples to within a hundredth.
    static func similarity(_ distance: Double) -> Double {
        max(0, 1 - distance * distance / 2).rounded(decimals: 4)
    }
}
