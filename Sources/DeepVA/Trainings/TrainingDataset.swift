// The dataset of a training, as it was when the training was created.

import Emulator
import JSON
import Store

/// A dataset with the members that only trainings show (specification, section 14).
struct TrainingDataset {
    let type: String
    /// The number of its active images.
    let images: Int
    /// The whole object.
    let text: String

    /// The members that a training adds to a dataset.
    static let extraMembers = ["version", "evaluation_state", "issues"]

    /// The current dataset with this id; nil if there is none.
    init?(_ id: String, _ call: Call) throws {
        let now = SQLValue.int(call.now.microseconds)
        let found = try call.database.first(
            "SELECT \(DatasetRecord.columns) FROM deepva_datasets d WHERE d.id = ?", now, now, .text(id)
        ) { row in
            var writer = JSONWriter(reserving: 1024)
            writer.beginObject()
            try DatasetRecord.writeMembers(row, in: call.database, version: 1, into: &writer)
            writer.field("evaluation_state", row.text(DatasetRecord.Column.evaluation) == "{}" ? 0 : 1)
            writer.key("issues")
            writer.beginObject()
            writer.field("has_error", row.int(DatasetRecord.Column.activeImages) == 0)
            writer.field(
                "has_warning", try Self.hasClassWithoutImage(row.int(DatasetRecord.Column.seq), in: call.database))
            writer.endObject()
            writer.endObject()
            return (
                row.text(DatasetRecord.Column.type), row.int(DatasetRecord.Column.activeImages),
                String(decoding: writer.bytes, as: UTF8.self)
            )
        }
        guard let found else { return nil }
        (type, images, text) = found
    }

    private static func hasClassWithoutImage(_ dataset: Int, in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM deepva_classes WHERE dataset = ? AND images = 0 LIMIT 1", .int(dataset))
    }

    /// The dataset without those members, as in the versions of a model.
    static func plain(_ text: String) throws -> String {
        var members = try JSON(parsing: text).object ?? [:]
        for name in extraMembers { members[name] = nil }
        return JSON.object(members).description
    }
}
