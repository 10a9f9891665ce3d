// The index of unknown faces: the same face gets the same identity again, with its present label.

import Crypto
import Emulator
import Formats
import JSON
import Store

/// The index of unknown faces (specification, sections 10 and 13: `index_unknowns`).
enum FaceIndex {
    private static let module = "face_recognition"
    private static let side = 48

    /// Indexes the unknown faces of a job if its parameters ask for that, and returns the results with the labels of their
    /// identities. Called on the loop, before the results are stored.
    static func indexing(_ output: JobOutput, modules: JSON, in context: TransitionContext) throws -> JobOutput {
        guard modules[module]?["index_unknowns"]?.bool == true else { return output }
        var result = output
        for place in result.detailed.indices where result.detailed[place].module == module {
            let found = result.detailed[place]
            guard let face = found.unknownFace else { continue }
            let label = try label(of: face, in: context)
            result.detailed[place] = found.with(meta: "person", .string(label))
        }
        return result
    }

    /// The label of a face. A new face becomes an identity of the default collection.
    ///
    /// - Parameter face: what identifies it.
    static func label(of face: String, in context: TransitionContext) throws -> String {
        let collection = try IndexCollections.defaultNumber(in: context.tenant)
        let known = try context.database.scalarText(
            "SELECT label FROM deepva_indexed_identities WHERE collection = ? AND face = ?", .int(collection),
            .text(face))
        if let known { return known }
        let picture = Thumbnail.placeholder(width: side, height: side, seed: stableHash("face", face))
        try context.database.execute(
            """
            INSERT INTO deepva_indexed_identities(collection, face, label, image, created, updated)
            VALUES (?, ?, '', ?, ?, ?)
            """,
            .int(collection), .text(face), .text(Base64.encode(picture.bytes)), .int(context.now.microseconds),
            .int(context.now.microseconds))
        let seq = context.database.lastInsertedRow
        let label = "Unknown #\(seq)"
        try context.database.execute(
            "UPDATE deepva_indexed_identities SET label = ? WHERE seq = ?", .text(label), .int(seq))
        return label
    }
}
