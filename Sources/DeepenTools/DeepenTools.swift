// Deepen AI's annotation tools: the table of contents. Datasets are created, uploaded, processed, labelled and
// reviewed.

import Emulator
import JSON

/// Deepen AI's annotation tools.
public enum DeepenTools {
    /// The platform's id.
    static let id = "deepen-tools"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["tools.deepen.ai"],
        unknownPaths: ["/api/v2", "/upload", "/storage"],
        dialect: Dialect(),
        credential: Authentication.secret.secret,
        challenges: [Authentication.secret.scheme],
        authenticate: Authentication.secret.caller,
        roles: Authentication.roles,
        scopes: [Scope.scopes],
        partialBodies: Uploads.partialBodies,
        lenientQueries: Uploads.lenientQueries,
        settings: ["deepen_task_due_seconds": .null],
        firstCredentials: { tenant in
            let caller = Authentication.firstCaller(of: tenant)
            return FirstCredentials(
                callers: [caller],
                shown: ["token": .string(caller.secret), "client_id": .string(Authentication.firstClient)])
        },
        adopted: { Caller(secret: $0, access: .full, clientIDs: [Authentication.firstClient]) },
        handlers: [
            Datasets.handlers, DatasetCreation.handlers, UserScopes.handlers, LabellingProfiles.handlers,
            UserGroups.handlers, Uploads.handlers, Processing.handlers, SignedMedia.handlers, DatasetFiles.handlers,
            Labels.handlers, PaintLabels.handlers, LabelSets.handlers, Tasks.handlers, TaskTransitions.handlers,
            Assignments.handlers, Issues.handlers, ProfileImages.handlers,
        ],
        records: Records.kinds,
        lifecycles: [ProcessingTransitions.lifecycle],
        transitions: [UploadTransitions.transitions])
}
