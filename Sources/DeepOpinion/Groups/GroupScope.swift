// Paths that name document groups and their documents.

import Emulator
import Store

/// Scopes of document groups.
enum GroupScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "group": Scope.exists(
            "SELECT 1 FROM studio_groups WHERE id = ? AND project = ?", "group_id", in: "project_id",
            else: .unknownGroup),
        "group-document": Scope.exists(
            "SELECT 1 FROM studio_group_documents WHERE document = ? AND group_id = ?", "document_id", in: "group_id",
            else: .unknownDocument),
    ]
}
