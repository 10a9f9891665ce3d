// The HITL that reviews a model's extractions.

import JSON
import Store

/// A live HITL with the confidence thresholds of its labels.
struct LiveHitl: Sendable {
    let id: Int
    private let thresholds: JSON

    /// The confidence below which a label's value is reviewed.
    func threshold(_ label: String) -> Double {
        thresholds[label]?["confidence_threshold"]?.double ?? Hitls.threshold
    }

    /// The first live HITL of a model, if any.
    static func find(model: Int, _ database: Database) throws -> LiveHitl? {
        try database.first(
            "SELECT id, labels_json FROM studio_hitls WHERE model = ? AND is_live = 1 ORDER BY id LIMIT 1", .int(model)
        ) { LiveHitl(id: $0.int(0), thresholds: try JSON(parsing: $0.text(1))) }
    }
}
