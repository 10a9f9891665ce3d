// Paths that name documents.

import Emulator
import Store

/// Scopes of documents.
enum DocumentScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "document": Scope.exists(
            "SELECT 1 FROM studio_documents WHERE id = ? AND project = ?", "document_id", in: "project_id",
            else: .unknownDocument)
    ]
}
