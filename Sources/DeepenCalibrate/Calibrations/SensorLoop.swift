// Whether calibrations between pairs of sensors form one closed loop.

/// The sensors as the corners of a graph, the calibrations as its edges.
struct SensorLoop {
    /// The number of calibrations of each sensor.
    private var uses: [String: Int] = [:]
    /// From a sensor to the one that represents all connected sensors, directly or in steps.
    private var leaders: [String: String] = [:]
    /// The number of calibrations between sensors that were connected already.
    private var closings = 0

    /// Adds the calibration between two sensors.
    mutating func add(_ first: String, _ second: String) {
        uses[first, default: 0] += 1
        uses[second, default: 0] += 1
        let (one, other) = (leader(of: first), leader(of: second))
        if one == other { closings += 1 } else { leaders[one] = other }
    }

    /// Whether all calibrations form one loop.
    var isClosed: Bool { closings == 1 && uses.values.allSatisfy { $0 == 2 } }

    /// Whether further calibrations could complete one loop.
    var isOpen: Bool { closings == 0 && uses.values.allSatisfy { $0 <= 2 } }

    private mutating func leader(of sensor: String) -> String {
        var current = sensor
        while let next = leaders[current] {
            // Each search shortens the path.
            if let after = leaders[next] { leaders[current] = after }
            current = next
        }
        return current
    }
}
