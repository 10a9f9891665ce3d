// Errors of the annotation tools that the contract does not cover.

import Emulator

extension Problem {
    /// 404: no such dataset.
    static func unknownDataset(_ id: String) -> Problem { .notFound("Dataset \(id)") }
    /// 404: no such labelling profile.
    static func unknownProfile(_ id: String) -> Problem { .notFound("Labelling profile \(id)") }
    /// 404: no such user group.
    static func unknownUserGroup(_ id: String) -> Problem { .notFound("User group \(id)") }
    /// 403: the object belongs to a client that the token has no access to.
    static func otherClient(_ id: String) -> Problem { .forbidden("This token has no access to client \(id).") }
}
