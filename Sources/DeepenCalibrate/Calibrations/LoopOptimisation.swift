// The global optimiser: spreads the residual error of a closed loop of calibrations over its members.

import Emulator
import JSON
import Store

/// Loop optimisation (specification, "loop_optimisation"; path and answer are inferred there).
enum LoopOptimisation {
    static let handlers: [String: Handler] = [
        "runLoopOptimisation": run
    ]

    /// The most calibrations of one loop.
    private static let maximumLength = 1000
    /// The largest `lambda_val`: one degree as a thousand kilometres. Beyond, sums would not stay finite for ever.
    private static let maximumWeight = 1e6

    private static func run(_ call: Call) throws -> Reply {
        guard let upload = call.uploads.first else { throw Problem.noFile }
        return .later({ try ConfigArchive(reading: upload.payload) }) { archive in
            try optimise(call, archive)
        }
    }

    private static func optimise(_ call: Call, _ archive: ConfigArchive) throws -> Reply {
        let ids = try self.ids(archive)
        let weight = try self.weight(archive)
        _ = try archive.text("optimisation_name")
        try checkNames(archive, ids)
        var results: [(id: String, result: CalibrationResult)] = []
        for id in ids {
            guard let found = try Calibrations.find(id, in: call.database), found.client == call.path("clientId") else {
                throw Problem.badConfig("dataset_ids_for_loop_optimisation: \(id) is not a calibration of this client.")
            }
            results.append((id, found.result))
        }
        let before = residual(results.map(\.result), weight: weight)
        let optimised = spread(results)
        let after = residual(optimised.map(\.result), weight: weight)
        for (id, result) in optimised { try Calibrations.store(result, for: id, in: call.database) }
        return Reply.json { writer in
            writer.beginObject()
            writer.key("optimised_calibrations")
            writer.beginObject()
            for (id, result) in optimised {
                writer.key(id)
                writer.beginObject()
                writer.field("extrinsic_parameters", result.extrinsicsJSON(.degrees))
                writer.endObject()
            }
            writer.endObject()
            writer.key("residual_error")
            writer.beginObject()
            writer.field("before", before)
            writer.field("after", after)
            writer.endObject()
            writer.endObject()
        }
    }

    private static func ids(_ archive: ConfigArchive) throws -> [String] {
        let key = "dataset_ids_for_loop_optimisation"
        guard let values = archive.config[key]?.array, values.count >= 2, values.count <= maximumLength else {
            throw Problem.badConfig("\(key) must be an array of 2 to \(maximumLength) calibration ids.")
        }
        let ids = values.compactMap(\.string)
        guard ids.count == values.count, Set(ids).count == ids.count else {
            throw Problem.badConfig("\(key) must hold different strings.")
        }
        return ids
    }

    /// `lambda_val`, in either spelling: how many metres one degree counts as; 1 by default.
    private static func weight(_ archive: ConfigArchive) throws -> Double {
        guard let value = archive.config["lambda_val"] ?? archive.config["lamda_val"], !value.isNull else { return 1 }
        guard let weight = value.double, weight >= 0, weight <= maximumWeight else {
            throw Problem.badConfig("lambda_val must be a number from 0 to \(Int(maximumWeight)).")
        }
        return weight
    }

    /// The names must close one loop through all members; with some members left unnamed, those of the others must be
    /// parts of such a loop.
    private static func checkNames(_ archive: ConfigArchive, _ ids: [String]) throws {
        let key = "renamed_sensor_names"
        guard let value = archive.config[key], !value.isNull else { return }
        guard let names = value.object else { throw Problem.badConfig("\(key) must be an object.") }
        let members = Set(ids)
        var loop = SensorLoop()
        for (id, pair) in names {
            guard members.contains(id) else {
                throw Problem.badConfig("\(key): \(id) is not a calibration of the loop.")
            }
            guard let sensors = pair.array?.compactMap(\.string), sensors.count == 2, pair.array?.count == 2 else {
                throw Problem.badConfig("\(key).\(id) must be an array of two strings.")
            }
            loop.add(sensors[0], sensors[1])
        }
        guard names.count == ids.count ? loop.isClosed : loop.isOpen else {
            throw Problem.badConfig("\(key): these sensors do not form a closed loop.")
        }
    }

    /// What is left when the members of the loop are added up: metres, with degrees weighed by `weight`.
    private static func residual(_ results: [CalibrationResult], weight: Double) -> Double {
        func sum(_ part: (CalibrationResult.Extrinsics) -> Double) -> Double {
            results.reduce(0) { $0 + part($1.extrinsics) }
        }
        let angles = [sum(\.roll), sum(\.pitch), sum(\.yaw)]
        let distances = [sum(\.px), sum(\.py), sum(\.pz)]
        let squares = angles.map { $0 * $0 * weight * weight } + distances.map { $0 * $0 }
        return rounded(squares.reduce(0, +).squareRoot())
    }

    /// Takes nine tenths of each component's sum off, in equal shares.
    private static func spread(
        _ results: [(id: String, result: CalibrationResult)]
    ) -> [(id: String, result: CalibrationResult)] {
        let share = 0.9 / Double(results.count)
        var optimised = results
        for part in parts {
            let sum = results.reduce(0) { $0 + $1.result.extrinsics[keyPath: part] }
            for index in optimised.indices {
                let value = results[index].result.extrinsics[keyPath: part] - sum * share
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
