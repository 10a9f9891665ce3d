// The files that jobs produce.

import Emulator
import Store

/// Artifacts of jobs (specification, section 2).
enum JobArtifacts {
    static let handlers: [String: Handler] = [
        "listJobArtifacts": { call in
            let id = call.path("job_id")
            return try artifacts.list(of: Jobs.number(of: id, in: call.database), id: id, call)
        },
        "getJobArtifactFile": { call in
            try artifacts.file(of: Jobs.number(of: call.path("job_id"), in: call.database), call)
        },
    ]

    static let artifacts = Artifacts(
        table: "deepva_artifacts", owner: "job", ownerMember: "job_id", expiry: "deepva.artifact.expire")
}
