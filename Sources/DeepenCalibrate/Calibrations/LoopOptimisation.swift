// The global optimiser: spreads the residual error of a closed loop of calibrations over its members.

import Emulator
import JSON
import Store
import System

/// Loop optimisation (specification, "loop_optimisation"; path and answer are inferred there).
enum LoopOptimisation {
    static let handlers: [String: Handler] = [
        "runLoopOptimisation": run
    ]

    /// One calibration of the loop.
    private struct Member {
        let id: String
        var result: CalibrationResult
    }

    private static func run(_ call: Call) throws -> Reply {
        guard let upload = call.uploads.first else { throw Problem.noFile }
        return .later(limits: .archive, { try ConfigArchive(reading: upload.payload, budget: $0) }) { archive in
            try optimise(call, LoopConfig(archive))
        }
    }

    private static func optimise(_ call: Call, _ config: LoopConfig) throws -> Reply {
        let members = try config.ids.map { id in
            guard let found = try CalibrationRecord.find(id, in: call.database), found.client == call.path("clientId")
            else {
                throw Problem.badConfig("dataset_ids_for_loop_optimisation: \(id) is not a calibration of this client.")
            }
            return Member(id: id, result: found.result)
        }
        let optimised = spread(members)
        for member in optimised { try CalibrationRecord.update(member.id, result: member.result, in: call.database) }
        return Reply.json { writer in
            writer.beginObject()
            writer.key("optimised_calibrations")
            writer.beginObject()
            for member in optimised {
                writer.key(member.id)
                writer.beginObject()
                writer.field("extrinsic_parameters", member.result.extrinsicsJSON(.degrees))
                writer.endObject()
            }
            writer.endObject()
            writer.key("residual_error")
            writer.beginObject()
            writer.field("before", residual(members, weight: config.weight))
            writer.field("after", residual(optimised, weight: config.weight))
            writer.endObject()
            writer.endObject()
        }
    }

    /// What remains when the members of the loop are added up: metres, with degrees weighed by `weight`.
    private static func residual(_ members: [Member], weight: Double) -> Double {
        func sum(_ part: (CalibrationResult.Extrinsics) -> Double) -> Double {
            members.reduce(0) { $0 + part($1.result.extrinsics) }
        }
        let angles = [sum(\.roll), sum(\.pitch), sum(\.yaw)]
        let distances = [sum(\.px), sum(\.py), sum(\.pz)]
        let squares = angles.map { $0 * $0 * weight * weight } + distances.map { $0 * $0 }
        return rounded(squares.reduce(0, +).squareRoot())
    }

    /// Removes nine tenths of the sum of each component, in equal shares.
    private static func spread(_ members: [Member]) -> [Member] {
        let share = 0.9 / Double(members.count)
        var optimised = members
        for part in parts {
            let sum = members.reduce(0) { $0 + $1.result.extrinsics[keyPath: part] }
            for index in optimised.indices {
                let value = members[index].result.extrinsics[keyPath: part] - sum * share
                optimised[index].result.extrinsics[keyPath: part] = rounded(value)
            }
        }
        return optimised
    }

    private static var parts: [WritableKeyPath<CalibrationResult.Extrinsics, Double>] {
        [\.roll, \.pitch, \.yaw, \.px, \.py, \.pz]
    }

    /// Six decimals: a micrometre, a millionth of a degree.
    private static func rounded(_ value: Double) -> Double {
        (value * 1e6).rounded() / 1e6
    }
}
