// DeepOpinion Studio: the table of its parts.

import Crypto
import Emulator
import JSON

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
        challenges: ["Bearer", "Basic realm=\"DeepOpinion Studio\""],
        clue: Authentication.clue,
        authenticate: Authentication.authenticate,
        authorise: Authorisation.authorise,
        roles: Authorisation.roles,
        scopes: Scope.scopes,
        conflictingBodies: Users.conflictingBodies,
        settings: Settings.studio,
        firstCredentials: Provision.firstCredentials,
        publicKey: { try SigningKey(directory: $0).load().publicKey },
        handlers: handlers,
        records: Records.kinds,
        lifecycles: lifecycles,
        transitions: transitions,
        timings: timings,
        provision: Provision.provision,
        adopt: Provision.adopt)

    private static let handlers: [[String: Handler]] = [
        Accounts.handlers, Passwords.handlers, Verifications.handlers, Users.handlers, ProductKeys.handlers,
        Workspaces.handlers, Members.handlers, Invitations.handlers, Notifications.handlers, Monitoring.handlers,
        Projects.handlers, Classes.handlers, Labels.handlers, ProjectTags.handlers, Documents.handlers,
        Groups.handlers, LabelingSessions.handlers, Corrections.handlers, AnnotationStatus.handlers,
        SessionTags.handlers, Models.handlers, ModelTraining.handlers, ModelFiles.handlers, ModelPermissions.handlers,
        ModelStars.handlers, Analyses.handlers, AnalysisLists.handlers, AdHocAnalysis.handlers, Extraction.handlers,
        Hitls.handlers,
    ]

    private static let lifecycles: [any Lifecycle] = [
        GroupTransitions.lifecycle, SessionTransitions.lifecycle, ModelTransitions.lifecycle,
        AnalysisTransitions.lifecycle, ProjectCloneTransitions.lifecycle, HitlReviews.lifecycle,
    ]

    private static let transitions: [[Transition]] = [
        Imports.transitions, DocumentUpload.transitions, Removal.transitions,
    ]

    private static let timings = DocumentUpload.timings + Groups.timings + LabelingSessions.timings
}
