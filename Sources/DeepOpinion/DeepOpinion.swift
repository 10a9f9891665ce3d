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
        unknownPaths: ["/"],
        dialect: Dialect(),
        credential: Authentication.credential,
        clue: Authentication.clue,
        authenticate: Authentication.authenticate,
        authorise: Authorisation.authorise,
        scopes: [
            Scope.scopes, AccountScope.scopes, ModelAccess.scopes, Analyses.scopes, SessionScope.scopes,
        ],
        conflictingBodies: Users.conflictingBodies,
        firstCredentials: Provision.firstCredentials,
        handlers: handlers,
        transitions: transitions,
        provision: Provision.provision,
        adopt: Provision.adopt)

    private static let handlers: [[String: Handler]] = [
        Accounts.handlers, Passwords.handlers, Verifications.handlers, Users.handlers, ProductKeys.handlers,
        Workspaces.handlers, Invitations.handlers, Members.handlers, Hitls.handlers, Notifications.handlers,
        Monitoring.handlers,
        Projects.handlers, ProjectTags.handlers, Documents.handlers, Groups.handlers, Classes.handlers,
        Labels.handlers,
        LabelingSessions.handlers, AnnotationStatus.handlers, SessionTags.handlers, Corrections.handlers,
        Models.handlers, ModelFiles.handlers, ModelTransitions.handlers, Analyses.handlers, AdHocAnalysis.handlers,
        Extraction.handlers,
    ]

    private static let transitions: [[String: Transition]] = [
        HitlReviews.transitions,
        Imports.transitions, Documents.transitions, Groups.transitions, ProjectClone.transitions, Removal.transitions,
        SessionTransitions.transitions, ModelTransitions.transitions, AnalysisTransitions.transitions,
    ]
}
