// The index of unknown faces: the same face gets the same identity again, with its present label.

import Crypto
import Emulator
import Formats
import JSON
import Store
import System

/// The index of unknown faces (specification, sections 10 and 13: `index_unknowns`).
enum FaceIndex {
    private static let module = "face_recognition"
    private static let side = 48

    /// Whether the parameters of a job ask for its unknown faces to be indexed.
    static func isWanted(_ modules: JSON) -> Bool { modules[module]?["index_unknowns"]?.bool == true }

    /// Which results show unknown faces that are to be indexed.
    static func places(in results: [DetailedResult], modules: JSON) -> [Int] {
        guard isWanted(modules) else { return [] }
        return results.indices.filter { results[$0].module == module && results[$0].unknownFace != nil }
    }

    /// The picture of a face, in base 64. For the thread pool.
    static func picture(of face: String, budget: WorkBudget) throws -> String {
        let picture = try Thumbnail.placeholder(
            width: side, height: side, seed: stableHash("face", face), budget: budget)
        return Base64.encode(picture.bytes)
    }

    /// The label of a face. A new face becomes an identity of the default collection.
    ///
    /// - Parameters:
    ///   - face: what identifies it.
    ///   - picture: shows it, in base 64.
    static func label(of face: String, picture: String, in context: TransitionContext) throws -> String {
        let collection = try IndexCollections.defaultNumber(in: context.tenant)
        let known = try context.database.scalarText(
            "SELECT label FROM deepva_indexed_identities WHERE collection = ? AND face = ?", .int(collection),
            .text(face))
        if let known { return known }
        try context.database.execute(
            """
            INSERT INTO deepva_indexed_identities(collection, face, label, image, created, updated)
            VALUES (?, ?, '', ?, ?, ?)
            """,
            .int(collection), .text(face), .text(picture), .int(context.now.microseconds),
            .int(context.now.microseconds))
        let seq = context.database.lastInsertedRow
        let label = "Unknown #\(seq)"
        try context.database.execute(
            "UPDATE deepva_indexed_identities SET label = ? WHERE seq = ?", .text(label), .int(seq))
        return label
    }
}
