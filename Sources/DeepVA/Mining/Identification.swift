// Who the people of a source are in the eyes of the models that a module asks.

import Crypto

/// Names for the people of a cast.
struct Identification {
    struct Match {
        /// The nearest identity; nil when the models know nobody.
        let name: String?
        let distance: Double
    }

    /// One match a person.
    let matches: [Match]

    /// People get the labels of a model of your own in an order that the source decides; those for whom there is none
    /// left are strangers. A picture that the model was trained with is recognised for certain.
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

    /// The vendor's samples fit one minus half the squared distance to within a hundredth.
    static func similarity(_ distance: Double) -> Double {
        max(0, 1 - distance * distance / 2).rounded(decimals: 4)
    }
}
