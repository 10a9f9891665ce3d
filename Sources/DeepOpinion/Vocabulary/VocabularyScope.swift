// Paths that name classes and labels.

import Emulator
import Store

/// Scopes of classes and labels.
enum VocabularyScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "class": Scope.exists(
            "SELECT 1 FROM studio_classes WHERE id = ? AND project = ?", "class_id", in: "project_id",
            else: .unknownClass),
        "label": { call in _ = try label(call) },
    ]

    /// The number of the label in the path, which is either its number or, where no number fits, a name of digits.
    static func label(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            """
            SELECT id FROM studio_labels WHERE project = ?1 AND (id = ?2 OR name = ?3) ORDER BY id <> ?2 LIMIT 1
            """, .int(call.integer("project_id")), .int(call.integer("label_id")), .text(call.path("label_id")))
        guard let number else { throw Problem.unknownLabel }
        return number
    }
}
