// What can be wrong with a request, beyond what the contract already says.

import Emulator

extension Problem {
    /// 404: no such dataset.
    static func unknownDataset(_ id: String) -> Problem { .notFound("Dataset \(id)") }
    /// 404: no such labelling profile.
    static func unknownProfile(_ id: String) -> Problem { .notFound("Labelling profile \(id)") }
    /// 404: no such user group.
    static func unknownUserGroup(_ id: String) -> Problem { .notFound("User group \(id)") }
    /// 403: the object belongs to a client that the token does not open.
    static func otherClient(_ id: String) -> Problem { .forbidden("This token does not open client \(id).") }
}
