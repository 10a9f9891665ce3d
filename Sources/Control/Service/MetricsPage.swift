// A page of metrics in the text format of Prometheus.

/// A page of metrics that is being written.
struct MetricsPage {
    private(set) var text = ""

    /// Begins a metric.
    mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// Adds a sample.
    mutating func add(_ name: String, _ labels: [(String, String)], _ value: Int) {
        add(name, labels, String(value))
    }

    /// Adds a sample with its value as text. Label values are ids and names, which need no escaping.
    mutating func add(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty { text += "{" + labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",") + "}" }
        text += " \(value)\n"
    }

    /// Microseconds as seconds.
    static func seconds(_ microseconds: Int) -> String { (Double(microseconds) / 1e6).description }
}
