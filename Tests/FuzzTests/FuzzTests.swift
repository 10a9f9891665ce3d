// Every reader ends, with a value or a refusal, on every input of its corpus and on some thousand damaged ones.

import FuzzTargets
import Mutations
import System
import Testing

@Suite struct FuzzTests {
    /// The processor time that one input may take, in microseconds: much more than any takes, much less than for ever.
    private static let longest = 5_000_000

    @Test("the corpus ends as promised", .timeLimit(.minutes(2)), arguments: FuzzTarget.allCases)
    func corpus(target: FuzzTarget) throws {
        let files = try Corpus.files(of: target)
        var accepted = 0
        for file in files where Self.run(target, file.bytes, file.name) { accepted += 1 }
        #expect(accepted > 0 && accepted < files.count, "A corpus needs what is accepted and what is refused.")
    }

    @Test("damaged inputs end as promised", .timeLimit(.minutes(2)), arguments: FuzzTarget.allCases)
    func damaged(target: FuzzTarget) throws {
        // Large files take long in a debug build, and libFuzzer has them all.
        let files = try Corpus.files(of: target).filter { $0.bytes.count <= 8 << 10 }
        var mutator = Mutator(seed: 12)
        for round in 0..<Self.rounds(of: target) {
            let file = files[round % files.count]
            var bytes = mutator.mutate(file.bytes)
            if round % 100 == 99 { bytes = mutator.grow(bytes, to: 32 << 10) }
            Self.run(target, bytes, "\(file.name), round \(round)")
        }
    }

    private static func rounds(of target: FuzzTarget) -> Int {
        switch target {
        case .snapshot: 200
        case .xlsx, .contract, .tls: 1000
        default: 3000
        }
    }

    @discardableResult
    private static func run(_ target: FuzzTarget, _ bytes: [UInt8], _ name: String) -> Bool {
        let start = SystemTime.threadMicroseconds()
        var isAccepted = false
        #expect(throws: Never.self, "\(name)") { isAccepted = try target.run(bytes) }
        let duration = SystemTime.threadMicroseconds() - start
        #expect(duration < longest, "\(name) took \(duration) µs")
        return isAccepted
    }
}
