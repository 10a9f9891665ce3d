// DeepOpinion Studio: the table of contents.

import Emulator

/// DeepOpinion Studio.
public enum DeepOpinion {
    /// The platform's id.
    static let id = "deepopinion"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["api.deepopinion.ai"],
        dialect: Dialect(),
        stages: [.authenticate, .scope, .authorise, .validate],
        credential: Authentication.credential,
        authenticate: Authentication.authenticate,
        authorise: Authorisation.authorise,
        scopes: Scope.resolvers,
        handlers: handlers,
        transitions: transitions,
        seed: Seed.plant)

    private static let handlers: [[String: Handler]] = []

    private static let transitions: [[String: Transition]] = []
}
