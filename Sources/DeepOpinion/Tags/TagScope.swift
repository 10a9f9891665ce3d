// Paths that name tags of a project.

import Emulator
import Store

/// Scopes of tags.
enum TagScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "project-tag": Scope.exists(
            "SELECT 1 FROM studio_tags WHERE id = ? AND project = ? AND analysis IS NULL", "tag_id", in: "project_id",
            else: .unknownTag)
    ]
}
