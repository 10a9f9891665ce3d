// The people in a source. They depend on its content alone, so every module finds the same people.

import Crypto
import Emulator
import System

/// The people of a source, with the times at which they are on screen and speak.
struct People: Sendable {
    struct Person: Sendable {
        /// A made-up name, for pre-trained models.
        let name: String
        /// `female` or `male`.
        let gender: String
        /// Years.
        let age: Int
        /// Distance to the face or voice that a model knows. 0 is the same picture.
        let distance: Double
        /// Disjoint ranges of frames, in order. A picture has one frame, sound none.
        let appearances: [Range<Int>]
        let hasGlasses: Bool
        let hasBeard: Bool
        /// The first position of the face, as fractions of the picture.
        let box: (x: Double, y: Double, w: Double, h: Double)
        /// The fraction of the width by which it moves in twelve frames.
        let drift: Double

        /// The position of the face in a frame.
        func box(at frame: Int) -> (x: Double, y: Double, w: Double, h: Double) {
            // Back and forth within the picture.
            let room = 1 - box.w
            guard room > 0 else { return box }
            var place = (box.x + drift * Double(frame) / 12).truncatingRemainder(dividingBy: 2 * room)
            if place < 0 { place += 2 * room }
            return ((place <= room ? place : 2 * room - place).rounded(decimals: 3), box.y, box.w, box.h)
        }
    }

    /// A spoken sentence.
    struct Utterance: Sendable {
        /// Hundredths of a second.
        let start: Int
        /// Hundredths of a second.
        let end: Int
        /// Position of the speaker among the people.
        let person: Int
        /// Selects the words.
        let words: Int
    }

    let people: [Person]
    let utterances: [Utterance]

    private static let mostUtterances = 10_000

    init(of source: JobMedia, identifiers: Identifiers) {
        var generator = identifiers.generator(for: ["cast", source.digest])
        let count: Int
        switch source.kind {
        case .xml: count = 0
        case .image, .pdf: count = generator.int(in: 1...3)
        case .video, .audio: count = generator.int(in: 1...5)
        }
        let names = generator.some(count, of: Self.names)
        people = names.enumerated().map { Self.person($1, isFirst: $0 == 0, source, &generator) }
        utterances =
            source.kind == .video || source.kind == .audio
            ? Self.utterances(source.info.duration, people: people.count, &generator) : []
    }

    private static func person(
        _ name: String, isFirst: Bool, _ source: JobMedia, _ generator: inout SeededGenerator
    ) -> Person {
        let isMale = generator.bool()
        let hasGlasses = generator.bool(probability: 0.25)
        let hasBeard = isMale && generator.bool(probability: 0.35)
        let age = generator.int(in: 16...74)
        // Models may always know the first person.
        let distance = generator.double(in: isFirst ? 0.35...0.6 : 0.35...1.25, decimals: 4)
        let box = generator.box()
        let drift = generator.double(in: -0.004...0.004, decimals: 4)
        return Person(
            name: name, gender: isMale ? "male" : "female", age: age, distance: distance,
            appearances: appearances(source, isFirst: isFirst, &generator), hasGlasses: hasGlasses,
            hasBeard: hasBeard, box: box, drift: drift)
    }

    private static func appearances(
        _ source: JobMedia, isFirst: Bool, _ generator: inout SeededGenerator
    ) -> [Range<Int>] {
        let frames = source.info.frames
        guard source.kind != .audio else { return [] }
        guard source.info.fps > 0, frames > 1 else { return [0..<1] }
        // The first person is on screen from the start, and for more than half of the time.
        if isFirst { return [0..<max(1, generator.int(in: (frames + 1) / 2...frames))] }
        let cuts = (0..<2 * generator.int(in: 1...3)).map { _ in generator.int(in: 0...frames) }.sorted()
        let stretches = stride(from: 0, to: cuts.count, by: 2).map { cuts[$0]..<cuts[$0 + 1] }
        return stretches.filter { Double($0.count) >= min(source.info.fps / 2, Double(frames)) }
    }

    /// Consecutive sentences. A speaker usually says several of them.
    private static func utterances(
        _ duration: Double, people: Int, _ generator: inout SeededGenerator
    ) -> [Utterance] {
        let end = Int(saturating: min(duration, 1_000_000) * 100)
        var result: [Utterance] = []
        var speaker = 0
        var position = 0
        while result.count < mostUtterances {
            let start = position + generator.int(in: 10...120)
            let length = generator.int(in: 150...450)
            let words = generator.int(in: 0...999)
            if generator.bool(probability: 0.35) { speaker = generator.int(in: 0..<max(1, people)) }
            guard start + length <= end else { break }
            result.append(Utterance(start: start, end: start + length, person: speaker, words: words))
            position = start + length
        }
        return result
    }

    /// Names that are combined from words, so that none belongs to a real person.
    static let names = [
        "Alder Quillfeather", "Bram Oatcastle", "Calla Nightferry", "Dorrit Plumhaven", "Ebba Stonelark",
        "Fenna Copperwick", "Gideon Marlowbeck", "Hedda Thistlegate", "Ivo Lanternby", "Juno Saltmeadow",
        "Kester Brightwharf", "Linnea Foxgarden", "Milo Cloudbarrow", "Nessa Ironpetal", "Orrin Wexlight",
        "Petra Willowmast",
    ]
}
