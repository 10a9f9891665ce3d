// The made-up but stable result of a calibration, and how it is written.

import Crypto
import JSON

/// A calibration's result (specification, "CalibrationResult").
struct CalibrationResult: Equatable {
    /// Rotation and position of one sensor relative to another.
    struct Extrinsics: Equatable {
        /// Degrees.
        var roll, pitch, yaw: Double
        /// Metres.
        var px, py, pz: Double
    }

    /// Units of rotation.
    enum AngleUnit: String {
        case degrees = "deg"
        case radians = "rad"
    }

    /// Which keys a result has beyond the common ones.
    enum Shape {
        case plain
        case versioned
        case vehicle

        init(calibrationType: String) {
            switch calibrationType {
            case "multi_lidar_calibration", "radar_camera_calibration": self = .versioned
            case "camera_vehicle_calibration": self = .vehicle
            default: self = .plain
            }
        }
    }

    var extrinsics: Extrinsics
    var errorStats: [(name: String, value: Double)]

    static func == (left: CalibrationResult, right: CalibrationResult) -> Bool {
        left.extrinsics == right.extrinsics && left.errorStats.map(\.name) == right.errorStats.map(\.name)
            && left.errorStats.map(\.value) == right.errorStats.map(\.value)
    }

    /// The version of the algorithm that answers show.
    private static let algorithmVersion = 2

    /// A plausible result drawn from `generator`: small angles, positions within a vehicle, and small errors.
    init(_ generator: inout SeededGenerator, calibrationType: String) {
        extrinsics = Extrinsics(
            roll: Self.draw(&generator, -3...3, digits: 4), pitch: Self.draw(&generator, -3...3, digits: 4),
            yaw: Self.draw(&generator, -180...180, digits: 4), px: Self.draw(&generator, -2...2, digits: 4),
            py: Self.draw(&generator, -1.5...1.5, digits: 4), pz: Self.draw(&generator, 0.2...2.2, digits: 4))
        let names: [String] =
            switch calibrationType {
            case "stereo_camera_calibration": ["reprojection_error", "epipolar_error"]
            case "lidar_camera_calibration", "radar_camera_calibration": ["reprojection_error", "translation_error"]
            case "camera_vehicle_calibration": ["reprojection_error"]
            default: ["rotation_error", "translation_error"]
            }
        errorStats = []
        for name in names { errorStats.append((name, Self.draw(&generator, 0.01...0.9, digits: 4))) }
    }

    /// A result from its ``stored`` form; nil when it is malformed.
    init?(stored: JSON) {
        let values = ["roll", "pitch", "yaw", "px", "py", "pz"].compactMap { stored["extrinsics"]?[$0]?.double }
        guard values.count == 6, let stats = stored["errors"]?.object else { return nil }
        extrinsics = Extrinsics(
            roll: values[0], pitch: values[1], yaw: values[2], px: values[3], py: values[4], pz: values[5])
        errorStats = stats.map { ($0.key, $0.value.double ?? 0) }
    }

    /// The result as it is stored.
    var stored: JSON {
        [
            "extrinsics": extrinsicsJSON(.degrees),
            "errors": .object(JSONObject(errorStats.map { ($0.name, .double($0.value)) })),
        ]
    }

    /// Rotation and position as JSON; only the three angles depend on the unit.
    func extrinsicsJSON(_ unit: AngleUnit) -> JSON {
        let factor = unit == .degrees ? 1 : Double.pi / 180
        return [
            "roll": .double(extrinsics.roll * factor), "pitch": .double(extrinsics.pitch * factor),
            "yaw": .double(extrinsics.yaw * factor), "px": .double(extrinsics.px), "py": .double(extrinsics.py),
            "pz": .double(extrinsics.pz),
        ]
    }

    /// The whole answer for the calibration `id`.
    func write(id: String, calibrationType: String, unit: AngleUnit, into writer: inout JSONWriter) {
        let shape = Shape(calibrationType: calibrationType)
        writer.beginObject()
        writer.field("dataset_id", id)
        if shape != .plain { writer.field("calibration_algorithm_version", Self.algorithmVersion) }
        if shape == .vehicle { writer.field("extrinsic_camera_coordinate_system", "OPTICAL") }
        writer.field("extrinsic_parameters", extrinsicsJSON(unit))
        writer.field("error_stats", .object(JSONObject(errorStats.map { ($0.name, .double($0.value)) })))
        writer.endObject()
    }

    /// A number in `range`, rounded to `digits` decimals.
    private static func draw(_ generator: inout SeededGenerator, _ range: ClosedRange<Double>, digits: Int) -> Double {
        let value = range.lowerBound + generator.unit() * (range.upperBound - range.lowerBound)
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return (value * scale).rounded() / scale
    }
}
