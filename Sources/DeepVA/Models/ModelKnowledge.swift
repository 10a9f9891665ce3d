// What trained models know for a job: the labels of their classes, and which of its sources they were trained with.

import Emulator
import JSON
import Store

/// The identities that a module can find in place of pre-trained ones.
struct ModelKnowledge: Sendable {
    /// Labels of the classes, as many as can occur in results.
    private(set) var labels: [String] = []
    /// Labels by the digests of pictures in the training, for the job's own sources.
    private(set) var shown: [String: String] = [:]
    /// Whether a pre-trained model is used, too.
    private(set) var includesShipped = false

    private static let mostLabels = 1000

    /// What the models of each module know. Modules with pre-trained models only are left out.
    ///
    /// - Parameter missing: gets a sentence for each model that has been deleted since the job was created.
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

    /// A text that is different for different knowledge. Results depend on it.
    var text: String { (labels + [includesShipped ? "+" : ""]).joined(separator: "\u{1F}") }
}
