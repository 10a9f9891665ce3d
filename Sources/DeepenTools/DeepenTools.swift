// Deepen AI's annotation tools: the table of contents. Their operations come with later versions; unknown paths are
// answered in their dialect already, and their host name is known.

import Emulator

/// Deepen AI's annotation tools.
public enum DeepenTools {
    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: "deepen-tools",
        hosts: ["tools.deepen.ai"],
        dialect: Dialect(),
        stages: [.authenticate, .scope, .authorise, .validate],
        credential: Authentication.credential,
        authenticate: Authentication.authenticate,
        handlers: [])
}
