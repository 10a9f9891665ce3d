// Whether calibrations between pairs of sensors make one closed loop.

/// The sensors as the corners of a graph, the calibrations as its edges.
struct SensorLoop {
    /// How many calibrations each sensor stands in.
    private var uses: [String: Int] = [:]
    /// From a sensor towards the one that stands for all that hang together.
    private var leaders: [String: String] = [:]
    /// Calibrations between sensors that hung together already.
    private var closings = 0

    /// Adds the calibration between two sensors.
    mutating func add(_ first: String, _ second: String) {
        uses[first, default: 0] += 1
        uses[second, default: 0] += 1
        let (one, other) = (leader(of: first), leader(of: second))
        if one == other { closings += 1 } else { leaders[one] = other }
    }

    /// Whether all calibrations make one loop.
    var isClosed: Bool { closings == 1 && uses.values.allSatisfy { $0 == 2 } }

    /// Whether further calibrations could still make it one loop.
    var isOpen: Bool { closings == 0 && uses.values.allSatisfy { $0 <= 2 } }

    private mutating func leader(of sensor: String) -> String {
        var current = sensor
        while let next = leaders[current] {
            // Every look makes the way shorter.
            if let after = leaders[next] { leaders[current] = after }
            current = next
        }
        return current
    }
}
