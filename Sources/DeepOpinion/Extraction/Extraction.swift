// Extraction: the fields of scanned documents, synchronously.

import Crypto
import Emulator
import Formats
import JSON
import Store

/// Extraction (specification, "Extraction"). The fields are the labels of the model.
enum Extraction {
    static let handlers: [String: Handler] = ["extract": extract]

    /// The most files of one request.
    private static let maximumFiles = 20

    private static func extract(_ call: Call) throws -> Reply {
        guard !call.uploads.isEmpty else { throw Problem.noFile }
        guard call.uploads.count <= maximumFiles else {
            throw Problem.badRequest("file: at most \(maximumFiles) files are taken at once.", field: "file")
        }
        for upload in call.uploads where !ScannedDocument.accepts(upload.filename) {
            throw Problem.badRequest(
                "file: the format is not accepted; use pdf, jpeg, jpg, png, tiff or webp.", field: "file")
        }
        for upload in call.uploads where upload.payload.count > ScannedDocument.maximumBytes {
            throw Problem(
                status: 413, code: "file_too_large",
                message: "file: at most \(ScannedDocument.maximumBytes) bytes are read.", field: "file")
        }
        let model = try ModelReader(call.integer("model_id"), call.tenant)
        let outcome = try call.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "extract", id: String(model.id),
                sources: call.uploads.map(\.filename), tag: model.displayName))
        if outcome?.state == .failed {
            throw Problem(
                status: 500, code: "extraction_failed", message: outcome?.error ?? "The extraction has failed.")
        }
        let work = try Work(
            labels: labels(of: model, call.database), hitl: hitl(of: model.id, call.database),
            given: outcome?.result?["fields"]?.object, seed: call.tenant.identifiers.seed,
            wantsBoxes: isSet(call, "return_bboxes"), wantsPages: isSet(call, "return_annotated_pages"))
        let files = call.uploads
        return .later({
            try files.map { file in
                let name = file.filename.split { $0 == "/" || $0 == "\\" }.last.map { String($0.prefix(255)) } ?? "file"
                return work.result(of: try ScannedDocument(name, file.payload))
            }
        }) { results in
            try addReviews(results, work, call)
            return .json { write(results, model, work, into: &$0) }
        }
    }

    /// The flags are texts.
    private static func isSet(_ call: Call, _ name: String) -> Bool {
        ["true", "1", "yes"].contains(call.parameters[name]?.string?.lowercased() ?? "")
    }

    // MARK: - Parts

    /// The labels of the model; its classes when its type has no labels.
    private static func labels(of model: ModelReader, _ database: Database) throws -> [(id: Int, name: String)] {
        let owner = SQLValue.int(model.project ?? model.id)
        let query: SQL =
            switch (model.type.hasLabels, model.project == nil) {
            case (true, false): "SELECT id, name FROM studio_labels WHERE project = ? ORDER BY id"
            case (true, true): "SELECT id, name FROM studio_labels WHERE model = ? ORDER BY id"
            case (false, false): "SELECT id, name FROM studio_classes WHERE project = ? ORDER BY id"
            case (false, true): "SELECT id, name FROM studio_classes WHERE model = ? ORDER BY id"
            }
        return try database.all(query, owner) { (id: $0.int(0), name: $0.text(1)) }
    }

    /// A live HITL with the thresholds of its labels.
    struct LiveHitl: Sendable {
        let id: Int
        let thresholds: JSON

        func threshold(_ label: String) -> Double {
            thresholds[label]?["confidence_threshold"]?.double ?? Hitls.threshold
        }
    }

    private static func hitl(of model: Int, _ database: Database) throws -> LiveHitl? {
        try database.first(
            "SELECT id, labels_json FROM studio_hitls WHERE model = ? AND is_live = 1 ORDER BY id LIMIT 1", .int(model)
        ) { LiveHitl(id: $0.int(0), thresholds: try JSON(parsing: $0.text(1))) }
    }

    /// What is done with each file, on the thread pool.
    struct Work: Sendable {
        let labels: [(id: Int, name: String)]
        let hitl: LiveHitl?
        /// Values that a test author has given.
        let given: JSONObject?
        let seed: UInt64
        let wantsBoxes: Bool
        let wantsPages: Bool

        func result(of document: ScannedDocument) -> DocumentResult {
            let names = labels.map(\.name)
            var matches = FieldFinder.matches(names, in: document, seed: seed)
            if let given {
                matches = names.compactMap { name in
                    guard let value = given[name]?.string else { return matches.first { $0.label == name } }
                    let place = matches.first { $0.label == name }
                    return FieldMatch(
                        label: name, value: value, confidence: 1, page: place?.page ?? 0,
                        box: place?.box ?? (0.1, 0.1, 0.4, 0.12))
                }
            }
            return DocumentResult(
                document: document, matches: matches, credits: document.pages.count * max(1, labels.count),
                isComplete: matches.count == labels.count,
                isConfident: names.allSatisfy { name in
                    matches.first { $0.label == name }.map { $0.confidence >= threshold(name) } ?? false
                },
                isConverted: matches.allSatisfy(\.isConverted),
                pictures: wantsPages ? document.pages.indices.map { PagePicture.png(of: $0, document, matches) } : [])
        }

        func threshold(_ label: String) -> Double { hitl?.threshold(label) ?? Hitls.threshold }
    }

    /// What was found in one file.
    struct DocumentResult: Sendable {
        let document: ScannedDocument
        let matches: [FieldMatch]
        let credits: Int
        let isComplete: Bool
        /// Whether every field was found with the confidence that is asked for.
        let isConfident: Bool
        let isConverted: Bool
        /// PNG files.
        let pictures: [[UInt8]]
    }

    /// Fields that the model is not sure of, or has not found, are for people to look at.
    private static func addReviews(_ results: [DocumentResult], _ work: Work, _ call: Call) throws {
        guard let hitl = work.hitl else { return }
        for (index, result) in results.enumerated() {
            let doubts = work.labels.compactMap { label -> HitlReviews.Doubt? in
                let match = result.matches.first { $0.label == label.name }
                guard match?.confidence ?? 0 < work.threshold(label.name) else { return nil }
                let box: JSON =
                    match.map { match in
                        .array([match.box.left, match.box.top, match.box.right, match.box.bottom].map(JSON.double))
                    } ?? .null
                return HitlReviews.Doubt(
                    document: index + 1, documentName: result.document.name, page: (match?.page ?? 0) + 1,
                    label: label.name, threshold: work.threshold(label.name), value: match?.value, box: box)
            }
            try HitlReviews.add(doubts, hitl: hitl.id, project: call.integer("project_id"), call.tenant)
        }
    }

    // MARK: - Writing

    private static func write(
        _ results: [DocumentResult], _ model: ModelReader, _ work: Work, into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.field("model", model.displayName)
        writer.field("all_required_fields_found", results.allSatisfy(\.isComplete))
        writer.field("all_confidence_thresholds_met", results.allSatisfy(\.isConfident))
        writer.field("all_data_conversion_passed", results.allSatisfy(\.isConverted))
        writer.field("total_credits_used", results.reduce(0) { $0 + $1.credits })
        writer.key("documents")
        writer.beginArray()
        for result in results { write(result, work, into: &writer) }
        writer.endArray()
        writer.key("labels")
        writer.beginArray()
        for label in work.labels {
            writer.beginObject()
            writer.field("id", label.id)
            writer.field("name", label.name)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func write(_ result: DocumentResult, _ work: Work, into writer: inout JSONWriter) {
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
        writer.key("annotated_pages")
        writer.beginArray()
        for picture in result.pictures { writer.string(Base64.encode(picture)) }
        writer.endArray()
        if work.hitl != nil { writeHitl(result, work, into: &writer) }
        writer.endObject()
    }

    private static func writeBox(of match: FieldMatch, into writer: inout JSONWriter) {
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

    private static func writeHitl(_ result: DocumentResult, _ work: Work, into writer: inout JSONWriter) {
        writer.key("hitl")
        writer.beginObject()
        writer.field("status", result.isConfident ? "completed" : "pending")
        writer.key("result")
        writer.beginArray()
        writer.beginObject()
        writer.key("confidences")
        writer.beginArray()
        for label in work.labels {
            let match = result.matches.first { $0.label == label.name }
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

/// Small pictures of pages with the fields framed.
enum PagePicture {
    private static let width = 420
    private static let height = 594

    /// A PNG: a grey bar for each line, a frame for each match.
    static func png(of page: Int, _ document: ScannedDocument, _ matches: [FieldMatch]) -> [UInt8] {
        var samples = [UInt8](repeating: 255, count: width * height * 3)
        func set(_ x: Int, _ y: Int, _ colour: [UInt8]) {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            for channel in 0..<3 { samples[(y * width + x) * 3 + channel] = colour[channel] }
        }
        let lines = document.pages[page]
        let step = 0.9 / Double(max(45, lines.count + 1))
        for (index, line) in lines.enumerated() {
            let y = Int((0.05 + (Double(index) + 0.5) * step) * Double(height))
            for x in Int(
                0.06 * Double(width))..<max(
                    26, min(width - 20, Int((0.06 + Double(line.count) * 0.009) * Double(width))))
            {
                set(x, y, [200, 200, 200])
                set(x, y + 1, [200, 200, 200])
            }
        }
        for match in matches where match.page == page {
            let left = Int(match.box.left * Double(width))
            let right = max(left + 2, Int(match.box.right * Double(width)))
            let top = Int(match.box.top * Double(height))
            let bottom = max(top + 2, Int(match.box.bottom * Double(height)))
            for x in left...right {
                set(x, top, [210, 40, 40])
                set(x, bottom, [210, 40, 40])
            }
            for y in top...bottom {
                set(left, y, [210, 40, 40])
                set(right, y, [210, 40, 40])
            }
        }
        guard let bitmap = Bitmap(width: width, height: height, layout: .rgb, samples: samples),
            let bytes = try? PNGEncoder.encode(bitmap)
        else { return [] }
        return bytes
    }
}
