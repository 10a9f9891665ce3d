// What trained models know, as far as a job may need it: the labels of their classes, and which of its sources they have
// been shown.

import Emulator
import JSON
import Store

/// The identities that a module can find instead of the pre-trained ones.
struct ModelKnowledge: Sendable {
    /// Labels of the classes; more than can ever be seen are not needed.
    private(set) var labels: [String] = []
    /// Label by the digest of a picture that was trained with, for the job's own sources.
    private(set) var shown: [String: String] = [:]
    /// Whether a pre-trained model is asked as well.
    private(set) var includesShipped = false

    private static let mostLabels = 1000

    /// What the models of every module know. Modules that name no model of their own have none.
    ///
    /// - Parameter missing: takes the names of models that have been deleted since the job was created.
    static func gather(
        _ modules: JSON, sources: [JobMedia], in database: Database, missing: inout [String]
    ) throws -> [String: ModelKnowledge] {
        var all: [String: ModelKnowledge] = [:]
        for (module, parameters) in modules.object ?? [:] {
            guard let type = ModelReference.type(ofModule: module) else { continue }
            var knowledge = ModelKnowledge()
            for (text, _) in JobReferences.models(of: module, parameters) {
                guard let reference = try ModelReference(text, type: type, in: database) else {
                    missing.append("Model \(text) was not found.")
                    continue
                }
                try knowledge.add(reference, sources: sources, in: database)
            }
            if !knowledge.labels.isEmpty || !knowledge.includesShipped { all[module] = knowledge }
            if JobReferences.models(of: module, parameters).isEmpty { all[module] = nil }
        }
        return all
    }

    private mutating func add(_ reference: ModelReference, sources: [JobMedia], in database: Database) throws {
        guard let version = reference.version else {
            includesShipped = true
            return
        }
        let room = Self.mostLabels - labels.count
        labels += try database.all(
            "SELECT label FROM deepva_model_labels WHERE version = ? ORDER BY position LIMIT ?", .int(version),
            .int(max(0, room))
        ) { $0.text(0) }
        for source in sources {
            let label = try database.scalarText(
                "SELECT label FROM deepva_model_pictures WHERE version = ? AND digest = ?", .int(version),
                .text(source.digest))
            if let label { shown[source.digest] = label }
        }
    }

    /// A text that differs when what is known differs: part of what results are made from.
    var text: String { (labels + [includesShipped ? "+" : ""]).joined(separator: "\u{1F}") }
}
