// Results of speaker_identification: who speaks when.

import Crypto
import JSON
import System

/// Speakers (specification, section 13).
enum SpeakerResults {
    static func make(
        _ context: ModuleContext, _ tally: inout JobTally, _ generator: inout SeededGenerator
    ) -> ModuleFindings {
        var findings = ModuleFindings()
        let least = context.number("min_similarity", or: 0.75)
        let clusters = context.flag("cluster_unknowns") || context.flag("index_unknowns")
        let turns = turns(context)
        var metas: [Int: JSON] = [:]
        for (index, match) in Identification(context).matches.enumerated()
        where turns.contains(where: { $0.person == index }) {
            let similarity = Identification.similarity(match.distance)
            let isKnown = match.name != nil && similarity >= least
            if !isKnown { tally.unknowns += 1 }
            let speaker = isKnown ? match.name ?? "" : clusters ? "Unknown #\(tally.unknowns)" : "unknown"
            if isKnown { findings.items.append(["type": "person", "label": .string(speaker)]) }
            metas[index] = ["speaker": .string(speaker), "mean_similarity": .double(similarity)]
        }
        findings.detailed = turns.compactMap { turn in
            metas[turn.person].map { context.segment(from: turn.start, to: turn.end, meta: $0) }
        }
        return findings
    }

    /// Sentences of a speaker with short pauses between them form one turn.
    private static func turns(_ context: ModuleContext) -> [(start: Int, end: Int, person: Int)] {
        let pause = Int(saturating: context.number("segment_merge_threshold", or: 1) * 100)
        var turns: [(start: Int, end: Int, person: Int)] = []
        for sentence in context.utterances {
            if let last = turns.last, last.person == sentence.person, sentence.start - last.end <= pause {
                turns[turns.count - 1].end = sentence.end
            } else {
                turns.append((sentence.start, sentence.end, sentence.person))
            }
        }
        return turns
    }
}
