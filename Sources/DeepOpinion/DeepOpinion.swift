// DeepOpinion Studio: the table of contents. Its operations come with later versions; unknown paths are answered in its
// dialect already, and its host name is known.

import Emulator

/// DeepOpinion Studio.
public enum DeepOpinion {
    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: "deepopinion",
        hosts: ["api.deepopinion.ai"],
        dialect: Dialect(),
        stages: [.authenticate, .scope, .authorise, .validate],
        credential: Authentication.credential,
        authenticate: Authentication.authenticate,
        handlers: [])
}
