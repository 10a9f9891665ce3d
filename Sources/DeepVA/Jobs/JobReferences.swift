// The models, datasets and dictionaries that a job refers to. They must exist when the job is created.

import Emulator
import JSON
import Store

/// Finds and checks references in the parameters of modules.
enum JobReferences {
    /// The models of a module that uses models. `index` is the position in `models`, nil for `model`.
    static func models(of module: String, _ parameters: JSON) -> [(text: String, index: Int?)] {
        guard ModelReference.type(ofModule: module) != nil else { return [] }
        var found: [(String, Int?)] = []
        if let text = parameters["model"]?.string { found.append((text, nil)) }
        guard let models = parameters["models"]?.array else { return found }
        for (index, text) in models.enumerated() {
            if let text = text.string { found.append((text, index)) }
        }
        return found
    }

    /// The dictionary ids of a module and their positions. Entries of `dictionaries` may also be objects.
    private static func dictionaries(_ parameters: JSON) -> [(id: String, place: String)] {
        var found: [(id: String, place: String)] = []
        for name in ["secondary_dictionaries", "dictionaries"] {
            guard let entries = parameters[name]?.array else { continue }
            for (index, entry) in entries.enumerated() {
                if let id = entry.string { found.append((id, "\(name).\(index)")) }
            }
        }
        return found
    }

    /// Refuses references to models, datasets or dictionaries that do not exist.
    ///
    /// - Throws: ``Problem`` 400 that names the member.
    static func check(_ modules: JSON, in database: Database) throws {
        for (module, parameters) in modules.object ?? [:] {
            for (id, place) in dictionaries(parameters) {
                guard try database.exists("SELECT 1 FROM deepva_dictionaries WHERE id = ?", .text(id)) else {
                    throw Problem.noDictionary(id, field: "modules.\(module).\(place)")
                }
            }
            guard let type = ModelReference.type(ofModule: module) else { continue }
            for (text, index) in models(of: module, parameters) {
                guard try ModelReference(text, type: type, in: database) != nil else {
                    let field = "modules.\(module)." + (index.map { "models.\($0)" } ?? "model")
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
