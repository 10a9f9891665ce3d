// Extraction: the fields of scanned documents, answered at once.

import Emulator
import JSON
import Store
import System

/// Extraction (specification, "Extraction"). The fields are the labels of the model.
enum Extraction {
    static let handlers: [String: Handler] = ["extract": extract]

    /// The most files of one request.
    private static let maximumFiles = 20

    private static func extract(_ call: Call) throws -> Reply {
        guard !call.uploads.isEmpty else { throw Problem.noFile }
        guard call.uploads.count <= maximumFiles else {
            throw Problem.badRequest("file: At most \(maximumFiles) files are accepted at once.", field: "file")
        }
        for upload in call.uploads where !ScannedDocument.accepts(upload.filename) {
            throw Problem.badRequest(
                "file: The format is not supported. Use pdf, jpeg, jpg, png, tiff or webp.", field: "file")
        }
        for upload in call.uploads where upload.payload.count > ScannedDocument.maximumBytes {
            throw Problem.fileTooLarge(ScannedDocument.maximumBytes)
        }
        let model = try ModelReader(call.integer("model_id"), call.tenant)
        let outcome = try call.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "extract", id: String(model.id),
                sources: call.uploads.map(\.filename), tag: model.displayName))
        if let reason = outcome?.failure(or: "The extraction failed.") {
            throw Problem(status: 500, code: "extraction_failed", message: reason)
        }
        let work = try ExtractionWork(
            labels: labels(of: model, call.database), hitl: LiveHitl.find(model: model.id, call.database),
            given: outcome?.result?["fields"]?.object, seed: call.tenant.identifiers.seed,
            wantsBoxes: isSet(call, "return_bboxes"), wantsPages: isSet(call, "return_annotated_pages"))
        let files = call.uploads
        let name = model.displayName
        return .later({ budget in
            do {
                let results = try files.map { file in
                    let name = file.filename.split { $0 == "/" || $0 == "\\" }.last.map { String($0.prefix(255)) }
                    return try work.result(
                        of: ScannedDocument(name ?? "file", file.payload, budget: budget), budget: budget)
                }
                return (results, ExtractionWriter(work: work).bytes(of: results, model: name))
            } catch let error as WorkError {
                throw Problem.tooMuchWork(error, field: "file")
            }
        }) { (results: [ExtractionResult], bytes: [UInt8]) in
            let answer = Reply.json { $0.raw(bytes) }
            guard work.hitl != nil else { return answer }
            var next = 0
            return .slices {
                guard next < results.count else { return .done(answer) }
                try addReviews(results[next], document: next + 1, work, call)
                next += 1
                return .again
            }
        }
    }

    /// Flags come as strings.
    private static func isSet(_ call: Call, _ name: String) -> Bool {
        ["true", "1", "yes"].contains(call.parameters[name]?.string?.lowercased() ?? "")
    }

    /// The labels of the model, or its classes when its type has no labels.
    private static func labels(of model: ModelReader, _ database: Database) throws -> [LabelRecord] {
        let owner = SQLValue.int(model.project ?? model.id)
        let query: SQL =
            switch (model.type.hasLabels, model.project == nil) {
            case (true, false): "SELECT id, name FROM studio_labels WHERE project = ? ORDER BY id"
            case (true, true): "SELECT id, name FROM studio_labels WHERE model = ? ORDER BY id"
            case (false, false): "SELECT id, name FROM studio_classes WHERE project = ? ORDER BY id"
            case (false, true): "SELECT id, name FROM studio_classes WHERE model = ? ORDER BY id"
            }
        return try database.all(query, owner) { LabelRecord($0) }
    }

    /// Asks people to review the fields that the model is not sure of or has not found.
    private static func addReviews(
        _ result: ExtractionResult, document: Int, _ work: ExtractionWork, _ call: Call
    ) throws {
        guard let hitl = work.hitl else { return }
        let doubts = work.labels.compactMap { label -> HitlDoubt? in
            let match = result.matchOf[label.name]
            guard match?.confidence ?? 0 < work.threshold(label.name) else { return nil }
            let box: JSON =
                match.map { match in
                    .array([match.box.left, match.box.top, match.box.right, match.box.bottom].map(JSON.double))
                } ?? .null
            return HitlDoubt(
                document: document, documentName: result.document.name, page: (match?.page ?? 0) + 1,
                label: label.name, threshold: work.threshold(label.name), value: match?.value, box: box)
        }
        try HitlReviews.add(doubts, hitl: hitl.id, project: call.integer("project_id"), call.tenant)
    }
}
