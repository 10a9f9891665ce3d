// The sensors of a dataset, written as clients read them.

import JSON

/// The `sensor_config` of a dataset.
enum SensorConfig {
    /// The configuration for the cameras of a JSON frame.
    static func json(cameras: [JSON]) -> JSON {
        var fusion = JSONObject()
        var sensors = JSONObject()
        for (index, camera) in cameras.enumerated() {
            fusion["camera_\(index)"] = ["view_matrix": viewMatrix(of: camera)]
        }
        sensors["lidar"] = sensor(content: "", type: "lidar", fusion: fusion)
        for (index, camera) in cameras.enumerated() {
            let url = camera["image_url"]?.string ?? ""
            let path = EntryPath(String(url.prefix { $0 != "?" && $0 != "#" }))
            var calibration = JSONObject()
            for (key, value) in camera.object ?? [:] where key != "image_url" && key != "timestamp" {
                calibration[key] = value
            }
            sensors["camera_\(index)"] = sensor(
                content: path.folder, type: "camera", extension: path.ending, calibration: calibration)
        }
        return ["primary_sensor_id": "lidar", "sensors": .object(sensors)]
    }

    /// One sensor.
    static func sensor(
        content: String, type: String, extension ending: String? = nil, calibration: JSONObject = [:],
        fusion: JSONObject = [:]
    ) -> JSON {
        var members: JSONObject = ["content": .string(content), "sensor_type": .string(type)]
        if let ending, !ending.isEmpty { members["extension"] = .string(ending) }
        members["calibration"] = .object(calibration)
        members["square_dimensions"] = []
        members["sensor_fusion"] = .object(fusion)
        return .object(members)
    }

    /// From world to camera: the transposed rotation of the heading, and the position seen through it.
    private static func viewMatrix(of camera: JSON) -> JSON {
        func value(_ part: String, _ key: String, _ fallback: Double) -> Double {
            camera[part]?[key]?.double ?? fallback
        }
        var (w, x, y, z) = (
            value("heading", "w", 1), value("heading", "x", 0), value("heading", "y", 0), value("heading", "z", 0)
        )
        let length = (w * w + x * x + y * y + z * z).squareRoot()
        if length > 0, length.isFinite { (w, x, y, z) = (w / length, x / length, y / length, z / length) }
        let position = [value("position", "x", 0), value("position", "y", 0), value("position", "z", 0)]
        let columns = [
            [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
            [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
            [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)],
        ]
        // The rows of the transposed rotation are the columns of the rotation.
        var rows = columns.map { axis -> JSON in
            let shift = -zip(axis, position).reduce(0) { $0 + $1.0 * $1.1 }
            return .array((axis + [shift]).map { .double($0.isFinite ? $0 : 0) })
        }
        rows.append([0, 0, 0, 1])
        return .array(rows)
    }
}
