// Documents in the body of a request, as the lines of an import.

import Emulator
import JSON

/// Inline documents and the numbers of documents that the project has. Read on the thread pool.
struct InlineDocuments: Sendable {
    /// One line a document.
    private(set) var lines: [UInt8] = []
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
    init(_ documents: [JSON], numbers: [Int] = [], _ vocabulary: Vocabulary?, isStrict: Bool) throws {
        for document in documents {
            let input = try DocumentInput(document, split: false, isStrict: isStrict)
            if let vocabulary {
                for tag in input.segments.flatMap(\.tags) {
                    try vocabulary.check(tag)
                    try names.add(tag, of: input.text)
                }
            }
            lines += document.serialized()
            lines.append(0x0A)
        }
        for number in numbers { lines += "\(number)\n".utf8 }
        count = documents.count + numbers.count
    }
}
