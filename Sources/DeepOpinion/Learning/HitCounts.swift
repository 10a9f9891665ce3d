// Precision, recall and F1.

/// Counts for one class or label, and what follows from them.
struct HitCounts: Sendable {
    var hits = 0
    var predicted = 0
    var real = 0

    var precision: Double { predicted > 0 ? Double(hits) / Double(predicted) : 0 }
    var recall: Double { real > 0 ? Double(hits) / Double(real) : 0 }
    var f1: Double { hits > 0 ? 2 * Double(hits) / Double(predicted + real) : 0 }
}
