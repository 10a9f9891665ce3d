// Paths that name classes and labels.

import Emulator
import Store

/// Scopes of classes and labels.
enum VocabularyScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "class": Scope.exists(
            "SELECT 1 FROM studio_classes WHERE id = ? AND project = ?", "class_id", in: "project_id",
            else: .unknownClass),
        "label": Scope.exists(
            "SELECT 1 FROM studio_labels WHERE id = ? AND project = ?", "label_id", in: "project_id",
            else: .unknownLabel),
    ]
}
