// The files of exports: an archive and a log.

import Emulator
import Store

/// Artifacts of exports (specification, section 9).
enum ExportArtifacts {
    static let handlers: [String: Handler] = [
        "listExportArtifacts": { call in
            try artifacts.list(of: Exports.number(call), id: call.path("export_id"), call)
        },
        "getExportArtifactFile": { call in try artifacts.file(of: Exports.number(call), call) },
    ]

    static let artifacts = Artifacts(
        table: "deepva_export_artifacts", owner: "export", ownerMember: "export_id",
        expiry: "deepva.export_artifact.expire")
}
