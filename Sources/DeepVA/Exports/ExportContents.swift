// The contents of an export: the classes of a dataset and the stored files of their images.

import Emulator
import JSON
import Store
import System

/// A dataset at the instant of its export.
struct ExportContents: Sendable {
    /// The maximum number of images in an export.
    static let mostImages = 10_000

    struct Image: Sendable {
        let id: String
        let uri: String
        let isActive: Bool
        let notes: String
        /// The stored file; nil if there is none with this URI.
        var file: StoredFile?
    }

    struct StoredFile: Sendable {
        let name: String
        let mediaType: String
        let digest: String
        /// Seconds; 0 for pictures.
        let duration: Double
        var payload: Payload
    }

    struct ClassContents: Sendable {
        /// Its row.
        let number: Int
        let id: String
        let label: String
        let reference: String
        let isActive: Bool
        let notes: String
        var images: [Image] = []
    }

    let export: String
    let strategy: String
    /// The time of the export.
    let time: Instant
    /// The dataset as in responses.
    let dataset: JSON
    /// Its classes; ``ExportReading`` adds the images.
    var classes: [ClassContents]

    /// Reads a dataset and its classes.
    ///
    /// - Throws: ``RecordFailure`` if the dataset has been deleted or is too large.
    init(of id: String, strategy: String, export: String, _ context: TransitionContext) throws {
        self.export = export
        self.strategy = strategy
        time = context.now
        let now = SQLValue.int(context.now.microseconds)
        let found = try context.database.first(
            "SELECT \(DatasetRecord.columns) FROM deepva_datasets d WHERE d.id = ?", now, now, .text(id)
        ) { row in
            var writer = JSONWriter()
            try DatasetRecord.write(row, in: context.database, into: &writer)
            return (
                number: row.int(DatasetRecord.Column.seq), images: row.int(DatasetRecord.Column.images),
                classes: row.int(DatasetRecord.Column.classes), json: try JSON(parsing: writer.bytes)
            )
        }
        guard let found else { throw RecordFailure("The dataset \(id) has been deleted.") }
        guard found.images <= Self.mostImages, found.classes <= Self.mostImages else {
            throw RecordFailure("The dataset has more than \(Self.mostImages) images or classes.")
        }
        dataset = found.json
        classes = try context.database.all(
            "SELECT seq, id, label, reference, active, notes FROM deepva_classes WHERE dataset = ? ORDER BY seq",
            .int(found.number)
        ) { row in
            ClassContents(
                number: row.int(0), id: row.text(1), label: row.text(2), reference: row.text(3),
                isActive: row.bool(4), notes: row.text(5))
        }
    }
}
