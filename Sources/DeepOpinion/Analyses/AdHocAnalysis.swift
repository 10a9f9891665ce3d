// Ad-hoc analysis: the tags of a few texts at once, nothing kept.

import Emulator
import JSON
import Store

/// Synchronous prediction (specification, "Analyses").
enum AdHocAnalysis {
    static let handlers: [String: Handler] = [
        "analyze": analyze,
        "analyzeInWorkspace": analyze,
    ]

    private static func analyze(_ call: Call) throws -> Reply {
        let body = call.body
        let id = body["model_id"]?.int ?? 0
        try AnalysisCreation.requireKnown(id, call)
        try ModelAccess.require(.use, Access.account(call), model: id, call.database)
        let model = try ModelReader(id, call.tenant)
        let documents = body["documents"]?.array ?? []
        let outcome = try call.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "analyze", id: String(id),
                sources: documents.compactMap { $0["text"]?.string }, tag: model.displayName))
        if outcome?.state == .failed {
            throw Problem(
                status: 500, code: "analysis_failed", message: outcome?.error ?? "The analysis has failed.")
        }
        let splits = body["split"]?.bool ?? false
        let given = outcome?.result?["tags"]?.array
        return .later({
            try answer(model, documents.map { try DocumentInput($0, split: splits) }, given: given)
        }) { bytes in
            .json { $0.raw(bytes) }
        }
    }

    /// The answer as JSON text in ASCII: one known client reads it as a literal of its own language.
    private static func answer(_ model: ModelReader, _ documents: [DocumentInput], given: [JSON]?) throws -> [UInt8] {
        let classifier = try model.classifier()
        let translator = model.translator(for: classifier)
        let names = model.names
        var writer = JSONWriter(reserving: 4096)
        var segmentNumber = 0
        var tagNumber = 0
        writer.beginObject()
        writer.field("model", model.displayName)
        writer.key("documents")
        writer.beginArray()
        for (index, document) in documents.enumerated() {
            let finder = TextFinder(document.text)
            writer.beginObject()
            writer.field("id", document.id ?? index + 1)
            writer.field("text", document.text)
            writer.key("segments")
            writer.beginArray()
            for segment in document.segments {
                let text = finder.text(of: segment.piece)
                segmentNumber += 1
                writer.beginObject()
                writer.field("id", segmentNumber)
                writer.field("text", text)
                writer.key("span")
                writer.beginArray()
                writer.int(segment.piece.start)
                writer.int(segment.piece.end)
                writer.endArray()
                writer.key("tags")
                writer.beginArray()
                let tags =
                    given?.map { ($0["class"]?.string, $0["label"]?.string) }
                    ?? classifier.predict(text).compactMap { translator.numbers($0) }.map { numbers in
                        (
                            numbers.classNumber.flatMap { names.classes[$0] },
                            numbers.labelNumber.flatMap { names.labels[$0] }
                        )
                    }
                for (className, labelName) in tags {
                    tagNumber += 1
                    writer.beginObject()
                    writer.field("id", tagNumber)
                    if let className { writer.field("class", className) }
                    if let labelName { writer.field("label", labelName) }
                    writer.endObject()
                }
                writer.endArray()
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.field("type", model.type.rawValue)
        writer.endObject()
        return escaped(writer.bytes)
    }

    /// Everything beyond ASCII as `\u` escapes; in JSON it stands in strings only.
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
