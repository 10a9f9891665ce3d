// What a job names besides its sources: models and datasets, which must exist when the job is created.

import Emulator
import JSON
import Store

/// What a job names that must exist when the job is created.
enum JobReferences {
    /// Every model text of a module, with the member that holds it.
    static func models(of module: String, _ parameters: JSON) -> [(text: String, field: String)] {
        guard ModelReference.type(ofModule: module) != nil else { return [] }
        var found: [(String, String)] = []
        if let text = parameters["model"]?.string { found.append((text, "modules.\(module).model")) }
        for (index, text) in (parameters["models"]?.array ?? []).enumerated() {
            if let text = text.string { found.append((text, "modules.\(module).models.\(index)")) }
        }
        return found
    }

    /// Refuses modules that name models or datasets that do not exist.
    ///
    /// - Throws: ``Problem`` 400 that names the member.
    static func check(_ modules: JSON, in database: Database) throws {
        for (module, parameters) in modules.object ?? [:] {
            guard let type = ModelReference.type(ofModule: module) else { continue }
            for (text, field) in models(of: module, parameters) {
                guard try ModelReference(text, type: type, in: database) != nil else {
                    throw Problem.badRequest("\(field): there is no \(type) model \(text).", field: field)
                }
            }
        }
        if let id = modules["dataset_creation"]?["dataset_id"]?.string {
            guard try database.exists("SELECT 1 FROM deepva_datasets WHERE id = ?", .text(id)) else {
                throw Problem.noDataset(id, field: "modules.dataset_creation.dataset_id")
            }
        }
    }
}
