// Recordings: start, stop, download, replay.

import Emulator
import JSON

/// Recordings and replays of the selected tenant.
enum Recordings {
    static let handlers: [String: Handler] = [
        "getRecording": get,
        "updateRecording": update,
        "replayRecording": replay,
    ]

    private static func get(_ call: Call) throws -> Reply {
        guard let recording = call.tenant.recording else { throw Problem.notFound("A recording") }
        return .json(recording.json(tenant: call.tenant.name, version: call.emulator.configuration.version))
    }

    private static func update(_ call: Call) throws -> Reply {
        guard call.body["enabled"]?.bool == true else {
            call.tenant.recording?.stop()
            return state(of: call.tenant)
        }
        return .alone {
            try call.emulator.startRecording(call.tenant)
            return state(of: call.tenant)
        }
    }

    private static func state(of tenant: Tenant) -> Reply {
        let recording = tenant.recording
        return .json([
            "enabled": .bool(recording?.isRunning ?? false), "exchanges": .int(recording?.count ?? 0),
            "complete": .bool(recording?.isComplete ?? true),
        ])
    }

    private static func replay(_ call: Call) throws -> Reply {
        .alone {
            replay(
                try ReplayRun(
                    call.body["recording"] ?? .null, until: call.body["until"]?.int, in: call.tenant,
                    of: call.emulator), in: call.emulator)
        }
    }

    private static func replay(_ run: ReplayRun, in emulator: Emulator) -> Reply {
        .slices(outlivesWorld: true) {
            guard run.advance(in: emulator) else { return .again }
            let difference = run.difference.map { difference -> JSON in
                [
                    "index": .int(difference.index), "line": .string(difference.line),
                    "place": .string(difference.place), "expected": difference.expected, "got": difference.got,
                ]
            }
            return .done(
                .json([
                    "replayed": .int(run.replayed), "identical": .bool(run.difference == nil),
                    "difference": difference ?? .null,
                ]))
        }
    }
}
