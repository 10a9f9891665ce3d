// The answer of an extraction.

import Crypto
import JSON

/// Writes the results of an extraction (specification, "Extraction").
struct ExtractionWriter {
    let work: ExtractionWork

    /// The results of all files as JSON.
    func bytes(of results: [ExtractionResult], model: String) -> [UInt8] {
        var writer = JSONWriter(reserving: 1024)
        write(results, model: model, into: &writer)
        return writer.bytes
    }

    private func write(_ results: [ExtractionResult], model: String, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("model", model)
        writer.field("all_required_fields_found", results.allSatisfy(\.isComplete))
        writer.field("all_confidence_thresholds_met", results.allSatisfy(\.isConfident))
        writer.field("all_data_conversion_passed", results.allSatisfy(\.isConverted))
        writer.field("total_credits_used", results.reduce(0) { $0 + $1.credits })
        writer.key("documents")
        writer.beginArray()
        for result in results { write(result, into: &writer) }
        writer.endArray()
        writer.key("labels")
        writer.beginArray()
        for label in work.labels { label.write(into: &writer) }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ result: ExtractionResult, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", result.document.name)
        writer.field("all_required_fields_found", result.isComplete)
        writer.field("all_confidence_thresholds_met", result.isConfident)
        writer.field("all_data_conversion_passed", result.isConverted)
        writer.field("credits_used", result.credits)
        writer.key("matches")
        writer.beginArray()
        for match in result.matches {
            writer.beginObject()
            writer.field("label", match.label)
            writer.field("value", match.value)
            writer.field("confidence", match.confidence)
            writer.field("page", match.page)
            writer.endObject()
        }
        writer.endArray()
        writeBoxes(of: result, into: &writer)
        writer.key("annotated_pages")
        writer.beginArray()
        for picture in result.pictures { writer.string(Base64.encode(picture)) }
        writer.endArray()
        if work.hitl != nil { writeHitl(result, into: &writer) }
        writer.endObject()
    }

    /// Writes one array a page; they are empty unless the request asks for boxes.
    private func writeBoxes(of result: ExtractionResult, into writer: inout JSONWriter) {
        writer.key("bboxes")
        writer.beginArray()
        if work.wantsBoxes {
            for page in result.document.pages.indices {
                writer.beginArray()
                for match in result.matches where match.page == page {
                    writer.beginArray()
                    writeBox(of: match, into: &writer)
                    writer.endArray()
                }
                writer.endArray()
            }
        }
        writer.endArray()
    }

    private func writeBox(of match: FieldMatch, into writer: inout JSONWriter) {
        let box = match.box
        writer.beginObject()
        writer.field("TLx", box.left)
        writer.field("TLy", box.top)
        writer.field("TRx", box.right)
        writer.field("TRy", box.top)
        writer.field("BRx", box.right)
        writer.field("BRy", box.bottom)
        writer.field("BLx", box.left)
        writer.field("BLy", box.bottom)
        writer.field("text", match.value)
        writer.field("label", match.label)
        writer.field("confidence", match.confidence)
        writer.endObject()
    }

    private func writeHitl(_ result: ExtractionResult, into writer: inout JSONWriter) {
        writer.key("hitl")
        writer.beginObject()
        writer.field("status", result.isConfident ? "completed" : "pending")
        writer.key("result")
        writer.beginArray()
        writer.beginObject()
        writer.key("confidences")
        writer.beginArray()
        for label in work.labels {
            let match = result.matchOf[label.name]
            writer.beginObject()
            writer.field("label", label.name)
            writer.field("value", match?.value ?? "")
            writer.field("expected_confidence", Int((work.threshold(label.name) * 100).rounded()))
            writer.field("found", Int(((match?.confidence ?? 0) * 100).rounded()))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }
}
