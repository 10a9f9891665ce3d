// What the paths of requests name, by `x-scope` name. Each room has the scopes of its own records.

import Emulator
import Store

/// The scopes of all rooms, and what they are made of.
enum Scope {
    static let scopes = [
        UserScope.scopes, WorkspaceScope.scopes, NotificationScope.scopes, ProjectScope.scopes, VocabularyScope.scopes,
        TagScope.scopes, DocumentScope.scopes, GroupScope.scopes, SessionScope.scopes, ModelScope.scopes,
        AnalysisScope.scopes, HitlScope.scopes,
    ]

    /// A scope that finds a record in its parent.
    ///
    /// - Parameters:
    ///   - query: finds the record; its values are the record's number, then the parent's.
    ///   - capture: the part of the path with the record's number.
    ///   - parent: the part of the path with the parent's number.
    ///   - problem: thrown when nothing is found.
    static func exists(
        _ query: SQL, _ capture: String, in parent: String, else problem: Problem
    ) -> @Sendable (Call) throws -> Void {
        { call in
            guard try call.database.exists(query, .int(call.integer(capture)), .int(call.integer(parent))) else {
                throw problem
            }
        }
    }
}
