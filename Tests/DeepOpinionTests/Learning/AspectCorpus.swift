// Made-up reviews with aspects and labels: the recipe behind the figures in docs/learning.md.

import Crypto

@testable import DeepOpinion

/// Segments from templates: about two aspects, about one, and about none.
struct AspectCorpus {
    static let aspects = ["food", "price", "room", "staff"]
    static let labels = ["NEG", "NEU", "POS"]
    static let names = TrainingNames(
        type: .absa, classes: aspects, labels: labels, classNumbers: [], labelNumbers: [])

    private var generator: SeededGenerator
    /// How many templates of each kind are used, and whether the last ones are.
    private let usesNewTemplates: Bool
    /// How likely a word is one of those that no training set has.
    private let newWords: Double

    /// - Parameters:
    ///   - seed: another seed gives other segments.
    ///   - usesNewTemplates: whether sentences may have the shapes that no training set has.
    ///   - newWords: how likely each word for an aspect or label is one that no training set has, from 0 to 1.
    init(seed: UInt64, usesNewTemplates: Bool = false, newWords: Double = 0) {
        generator = SeededGenerator(seed: seed)
        self.usesNewTemplates = usesNewTemplates
        self.newWords = newWords
    }

    /// Segments in random order.
    mutating func segments(withTwo: Int, withOne: Int, withNone: Int) -> [Example] {
        var examples = (0..<withTwo).map { _ in two() }
        examples += (0..<withOne).map { _ in one() }
        examples += (0..<withNone).map { _ in none() }
        return generator.shuffled(examples)
    }

    private mutating func two() -> Example {
        let aspects = generator.shuffled(Array(Self.aspects.indices))
        let (first, second) = (part(aspects[0]), part(aspects[1]))
        return Example(
            text: template(Self.twos)
                .replacing("{a}", with: first.noun).replacing("{x}", with: first.word)
                .replacing("{b}", with: second.noun).replacing("{y}", with: second.word),
            tags: [first.tag, second.tag])
    }

    private mutating func one() -> Example {
        let part = part(generator.int(in: Self.aspects.indices))
        return Example(
            text: template(Self.ones).replacing("{a}", with: part.noun).replacing("{x}", with: part.word),
            tags: [part.tag])
    }

    private mutating func none() -> Example {
        let text = template(Self.nones)
            .replacing("{day}", with: pick("Monday Tuesday Friday Sunday"))
            .replacing("{month}", with: pick("May June March August"))
            .replacing("{person}", with: pick("sister husband boss friend"))
            .replacing("{number}", with: pick("two three five second"))
        return Example(text: text, tags: [])
    }

    private mutating func part(_ aspect: Int) -> (noun: String, word: String, tag: Prediction) {
        let label = generator.int(in: Self.labels.indices)
        return (
            word(Self.nouns[aspect]), word(Self.words[label]),
            Prediction(classIndex: aspect, labelIndex: label, confidence: 1)
        )
    }

    /// One of the first six words of a list, or one of the last two, which no training set has.
    private mutating func word(_ list: String) -> String {
        let words = list.split(separator: " ").map(String.init)
        let isNew = newWords > 0 && generator.bool(probability: newWords)
        return generator.pick(isNew ? words[6...] : words[..<6]) ?? ""
    }

    private mutating func pick(_ list: String) -> String {
        generator.pick(list.split(separator: " ")).map(String.init) ?? ""
    }

    /// One of the first six templates of a list, or of all.
    private mutating func template(_ list: [String]) -> String {
        generator.pick(usesNewTemplates ? list[...] : list[..<6]) ?? ""
    }

    private static let nouns = [
        "food breakfast dinner soup coffee buffet dessert menu", "price bill rate cost value fee charge tariff",
        "room bed bathroom suite shower balcony mattress bedroom",
        "staff waiter reception receptionist team service manager porter",
    ]
    private static let words = [
        "terrible awful poor horrible disappointing dreadful bad unacceptable",
        "average ordinary acceptable normal fine standard okay usual",
        "wonderful great excellent lovely perfect superb pleasant brilliant",
    ]
    private static let twos = [
        "The {a} was {x} but the {b} was {y}.", "{x} {a}, {y} {b}.", "The {a} was {x} and the {b} {y}.",
        "We had a {x} {a}, the {b} was {y}.", "While the {a} was {x}, the {b} was {y}.",
        "I remember a {x} {a} and {y} {b}.", "The {a} seemed {x}; the {b}, however, was {y}.",
        "A {x} {a} with a {y} {b}.",
    ]
    private static let ones = [
        "The {a} was {x}.", "I found the {a} {x}.", "{x} {a}!", "Our {a} was really {x} this time.",
        "What a {x} {a}.", "The {a} seemed {x} to me.", "We thought the {a} was {x}.", "A {x} {a}, as last year.",
    ]
    private static let nones = [
        "We arrived on {day} evening.", "My {person} booked it for us in {month}.",
        "It was raining when we left on {day}.", "We stayed for {number} nights with my {person}.",
        "This was our {number} trip in {month}.", "I will write again in {month}.",
        "Thank you and see you on {day}.", "My {person} was here in {month}, too.",
    ]
}
