// Documents in the body of a request, as the lines of an import.

import Emulator
import JSON
import System

/// Inline documents and the numbers of documents that the project has. Read on the thread pool.
struct InlineDocuments: Sendable {
    /// One line a document.
    let lines: Payload
    /// How many there are.
    let count: Int
    /// The classes and labels of their tags.
    private(set) var names = LabeledNames()

    /// Checks documents and writes them down.
    ///
    /// - Parameters:
    ///   - numbers: documents of the project, behind the new ones.
    ///   - vocabulary: what their tags are checked against; nil when tags do not count.
    ///   - isStrict: whether a segment is refused whose text is not what its span says.
    /// - Throws: ``Problem`` 400 for a segment that is not part of its text, and for a tag that the project cannot have.
    init(
        _ documents: [JSON], numbers: [Int] = [], _ vocabulary: Vocabulary?, isStrict: Bool, spool: TableSpool,
        budget: WorkBudget
    ) throws {
        var spool = spool
        for (index, document) in documents.enumerated() {
            let input = try DocumentInput(document, split: false, isStrict: isStrict)
            if let vocabulary {
                for tag in input.segments.flatMap(\.tags) {
                    try vocabulary.check(tag)
                    try names.add(tag, of: input.text)
                }
            }
            let line = document.serialized()
            guard line.count <= LineReader.maximumLine else {
                throw Problem.badRequest(
                    "documents.\(index): a document may have at most \(LineReader.maximumLine) bytes.",
                    field: "documents.\(index)")
            }
            try budget.step(line.count / 16 + 1)
            try spool.append(line)
        }
        for number in numbers { try spool.append(Array("\(number)".utf8)) }
        lines = try spool.finish()
        count = documents.count + numbers.count
    }
}
