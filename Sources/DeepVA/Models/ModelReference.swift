// A reference to a model by name or id, with ==N to a version.

import Emulator
import JSON
import Store

/// A model of a module (specification, sections 1.5 and 4).
struct ModelReference {
    /// Row number of the version; nil for a pre-trained model.
    let version: Int?

    /// The type of a module's models; nil for modules without models.
    static func type(ofModule module: String) -> String? {
        switch module {
        case "face_recognition", "face_attributes", "speaker_identification": "face"
        case "object_scene_recognition": "object"
        case "landmark_recognition": "landmark"
        case "logo_detection": "logo"
        default: nil
        }
    }

    /// Finds a model of a type; nil if there is none.
    init?(_ text: String, type: String, in database: Database) throws {
        // Most jobs refer to pre-trained models, which need no query.
        if Models.isShipped(text, type: type) {
            version = nil
            return
        }
        if let model = try Self.model(text, type: type, in: database) {
            version = try model.isPublic ? nil : Self.latest(of: model.seq, in: database)
            return
        }
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[parts.count - 2].isEmpty, let number = Int(parts[parts.count - 1]), number > 0,
            let model = try Self.model(parts.dropLast(2).joined(separator: "="), type: type, in: database)
        else { return nil }
        if model.isPublic {
            // Pre-trained models have a single version, which is not shown.
            guard number == 1 else { return nil }
            version = nil
        } else {
            version = try database.scalarInt(
                "SELECT seq FROM deepva_model_versions WHERE model = ? AND number = ?", .int(model.seq), .int(number))
            if version == nil { return nil }
        }
    }

    private static func model(
        _ text: String, type: String, in database: Database
    ) throws -> (seq: Int, isPublic: Bool)? {
        try database.first(
            "SELECT seq, is_public FROM deepva_models WHERE type = ? AND name = ?", .text(type), .text(text)
        ) { ($0.int(0), $0.bool(1)) }
            ?? database.first(
                "SELECT seq, is_public FROM deepva_models WHERE id = ? AND type = ?", .text(text), .text(type)
            ) {
                ($0.int(0), $0.bool(1))
            }
    }

    private static func latest(of model: Int, in database: Database) throws -> Int? {
        try database.scalarInt(
            "SELECT seq FROM deepva_model_versions WHERE model = ? ORDER BY number DESC LIMIT 1", .int(model))
    }
}
