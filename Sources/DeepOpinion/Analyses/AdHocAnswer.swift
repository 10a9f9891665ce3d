// The answer of an ad-hoc analysis, computed on the thread pool.

import JSON
import System

/// Predicts the tags of documents and writes them.
struct AdHocAnswer {
    private let model: ModelReader
    private let classifier: Classifier
    private let translator: TagTranslator
    private let names: (classes: [Int: String], labels: [Int: String])
    /// Tags that a test author has set for every segment.
    private let given: [JSON]?
    private let budget: WorkBudget
    private var segmentCount = 0
    private var tagCount = 0

    init(_ model: ModelReader, given: [JSON]?, budget: WorkBudget) throws {
        self.model = model
        self.budget = budget
        classifier = try model.classifier(budget)
        translator = model.translator(for: classifier)
        names = model.names
        self.given = given
    }

    /// The answer as JSON in ASCII: a published client reads it as a literal of its own language.
    ///
    /// - Throws: what stops the budget.
    consuming func write(_ documents: [DocumentInput]) throws(WorkError) -> [UInt8] {
        var writer = JSONWriter(reserving: 4096)
        writer.beginObject()
        writer.field("model", model.displayName)
        writer.key("documents")
        writer.beginArray()
        for (index, document) in documents.enumerated() {
            writer.beginObject()
            writer.field("text", document.text)
            writer.field("id", document.id ?? index + 1)
            writer.key("segments")
            writer.beginArray()
            let finder = TextFinder(document.text)
            for segment in document.segments {
                try budget.step(Self.stepsPerSegment)
                writeSegment(segment.piece, text: finder.text(of: segment.piece), into: &writer)
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.field("type", model.type.rawValue)
        writer.endObject()
        return Self.escaped(writer.bytes)
    }

    /// A prediction takes tens of microseconds.
    private static let stepsPerSegment = 100

    private mutating func writeSegment(_ piece: TextPiece, text: String, into writer: inout JSONWriter) {
        segmentCount += 1
        writer.beginObject()
        writer.field("id", segmentCount)
        writer.field("text", text)
        writer.key("span")
        writer.beginArray()
        writer.int(piece.start)
        writer.int(piece.end)
        writer.endArray()
        writer.key("tags")
        writer.beginArray()
        for (className, labelName) in tags(of: text) {
            tagCount += 1
            writer.beginObject()
            writer.field("id", tagCount)
            if let className { writer.field("class", className) }
            if let labelName { writer.field("label", labelName) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func tags(of text: String) -> [(className: String?, labelName: String?)] {
        if let given { return given.map { ($0["class"]?.string, $0["label"]?.string) } }
        return classifier.predict(text).compactMap { translator.numbers($0) }.map { numbers in
            (numbers.classNumber.flatMap { names.classes[$0] }, numbers.labelNumber.flatMap { names.labels[$0] })
        }
    }

    /// Escapes everything beyond ASCII as `\u`; in JSON it only occurs in strings.
    static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            if unit < 0x80 {
                result.append(UInt8(truncatingIfNeeded: unit))
            } else {
                let digits = String(unit, radix: 16)
                result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        return result
    }
}
