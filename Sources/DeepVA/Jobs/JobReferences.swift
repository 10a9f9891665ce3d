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
        eachModel(of: parameters) { found.append(($0, $1)) }
        return found
    }

    private static func eachModel(of parameters: JSON, _ body: (String, Int?) throws -> Void) rethrows {
        if let text = parameters["model"]?.string { try body(text, nil) }
        guard let models = parameters["models"]?.array else { return }
        for (index, text) in models.enumerated() {
            if let text = text.string { try body(text, index) }
        }
    }

    /// Members of a module's parameters that list ids of dictionaries. Entries of the second may also be objects.
    private static let dictionaryLists = ["secondary_dictionaries", "dictionaries"]

    private static func checkDictionaries(of module: String, _ parameters: JSON, in database: Database) throws {
        for name in dictionaryLists {
            guard let entries = parameters[name]?.array else { continue }
            for (index, entry) in entries.enumerated() {
                guard let id = entry.string else { continue }
                guard try database.exists("SELECT 1 FROM deepva_dictionaries WHERE id = ?", .text(id)) else {
                    throw Problem.noDictionary(id, field: "modules.\(module).\(name).\(index)")
                }
            }
        }
    }

    /// Refuses references to models, datasets or dictionaries that do not exist.
    ///
    /// - Throws: ``Problem`` 400 that names the member.
    static func check(_ modules: JSON, in database: Database) throws {
        try modules.forEachMember { module, parameters in
            try checkDictionaries(of: module, parameters, in: database)
            guard let type = ModelReference.type(ofModule: module) else { return }
            try eachModel(of: parameters) { text, index in
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
