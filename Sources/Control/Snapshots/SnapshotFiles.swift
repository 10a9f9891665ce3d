// Snapshots as files, to move a world between machines.

import Emulator
import HTTP
import JSON
import System

/// Downloading and uploading snapshots.
enum SnapshotFiles {
    static let handlers: [String: Handler] = [
        "exportSnapshot": export,
        "importSnapshot": importFile,
    ]

    private static func export(_ call: Call) throws -> Reply {
        let snapshot = try call.tenant.snapshots.find(call.path("name"))
        let (version, directory) = (call.emulator.configuration.version, call.emulator.configuration.temporaryDirectory)
        return .later({ () -> Payload in
            let file = try File.temporary(in: directory)
            return .file(file, count: try SnapshotArchive.write(snapshot, version: version, to: file))
        }) { payload in
            .content(
                payload, mediaType: "application/zip", modified: snapshot.taken,
                headers: [("Content-Disposition", "attachment; filename=\"\(snapshot.name).deepmock.zip\"")])
        }
    }

    private static func importFile(_ call: Call) throws -> Reply {
        if case .broken(let problem) = call.request.body { throw Problem(problem) }
        guard case .payload(let payload) = call.request.body else { throw Problem.badRequest("A file is required.") }
        let (name, snapshots) = (call.path("name"), call.tenant.snapshots)
        let (own, directory) = (call.emulator.blueprint.database, call.emulator.configuration.temporaryDirectory)
        return .later({
            try SnapshotArchive.read(payload, name: name, against: own, temporaryDirectory: directory)
        }) { snapshot in
            try snapshots.keep(snapshot)
            return .json(Snapshots.json(snapshot))
        }
    }
}
