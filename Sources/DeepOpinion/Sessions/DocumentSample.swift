// A random sample of the documents of a list.

import Crypto
import Store

/// Draws documents in the order of their positions, each with the same chance (Knuth, volume 2, algorithm S).
struct DocumentSample: Sendable {
    private let source: DocumentList
    private var wanted: Int
    private var left: Int
    private var position = 0
    private var generator: SeededGenerator

    init(source: DocumentList, wanted: Int, generator: SeededGenerator) {
        self.source = source
        self.wanted = min(wanted, source.count)
        self.generator = generator
        left = source.count
    }

    var isComplete: Bool { wanted <= 0 || position >= source.end }

    /// The documents drawn from the next `window` positions.
    mutating func next(_ window: Int, _ database: Database) throws -> [Int] {
        let documents = try source.numbers(in: position..<position + window, database)
        position += window
        var drawn: [Int] = []
        for document in documents {
            if wanted > 0, wanted >= left || generator.int(in: 0..<max(1, left)) < wanted {
                drawn.append(document)
                wanted -= 1
            }
            left -= 1
        }
        return drawn
    }
}
