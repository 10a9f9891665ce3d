// The config.json of a loop optimisation.

import Emulator
import JSON

/// Which calibrations form the loop, and how rotation weighs against distance (specification, "loop_optimisation").
struct LoopConfig {
    /// The most calibrations of one loop.
    private static let maximumLength = 1000
    /// The largest `lambda_val`. With one degree as a thousand kilometres, all sums stay finite.
    private static let maximumWeight = 1e6

    /// Ids of the calibrations.
    let ids: [String]
    /// How many metres one degree counts as.
    let weight: Double

    /// - Throws: ``Problem`` 400 for anything that is wrong with it.
    init(_ archive: ConfigArchive) throws {
        ids = try Self.ids(archive)
        weight = try Self.weight(archive)
        _ = try archive.text("optimisation_name")
        try Self.checkNames(archive, ids)
    }

    private static func ids(_ archive: ConfigArchive) throws -> [String] {
        let key = "dataset_ids_for_loop_optimisation"
        guard let values = archive.config[key]?.array, values.count >= 2, values.count <= maximumLength else {
            throw Problem.badConfig("\(key) must be an array of 2 to \(maximumLength) calibration ids.")
        }
        let ids = values.compactMap(\.string)
        guard ids.count == values.count, Set(ids).count == ids.count else {
            throw Problem.badConfig("\(key) must contain unique strings.")
        }
        return ids
    }

    /// `lambda_val`, in either spelling; 1 by default.
    private static func weight(_ archive: ConfigArchive) throws -> Double {
        guard let value = archive.config["lambda_val"] ?? archive.config["lamda_val"], !value.isNull else { return 1 }
        guard let weight = value.double, weight >= 0, weight <= maximumWeight else {
            throw Problem.badConfig("lambda_val must be a number from 0 to \(Int(maximumWeight)).")
        }
        return weight
    }

    /// The names must form one closed loop through all members. When some members have no names, those of the others
    /// must fit into such a loop.
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
}
