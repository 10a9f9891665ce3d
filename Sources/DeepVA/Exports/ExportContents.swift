// The contents of an export: the classes of a dataset and the stored files of their images.

import Emulator
import Formats
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
        let file: StoredFile?
    }

    struct StoredFile: Sendable {
        let name: String
        let mediaType: String
        let digest: String
        /// Seconds; 0 for pictures.
        let duration: Double
        let payload: Payload
    }

    struct ClassContents: Sendable {
        let id: String
        let label: String
        let reference: String
        let isActive: Bool
        let notes: String
        var images: [Image]
    }

    let export: String
    let strategy: String
    /// The time of the export.
    let time: Instant
    /// The dataset as in responses.
    let dataset: JSON
    private(set) var classes: [ClassContents] = []

    /// Reads a dataset and its files.
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
        let owners = try context.database.all(
            "SELECT seq, id, label, reference, active, notes FROM deepva_classes WHERE dataset = ? ORDER BY seq",
            .int(found.number)
        ) { row in
            (
                row.int(0),
                ClassContents(
                    id: row.text(1), label: row.text(2), reference: row.text(3), isActive: row.bool(4),
                    notes: row.text(5), images: [])
            )
        }
        for (number, var owner) in owners {
            owner.images = try Self.images(of: number, in: context.tenant)
            classes.append(owner)
        }
    }

    private static func images(of owner: Int, in tenant: Tenant) throws -> [Image] {
        try tenant.database.all(
            """
            SELECT i.id, i.file_uri, i.active, i.notes, s.name, s.media_type, s.digest, s.info_json, s.content
            FROM deepva_images i LEFT JOIN deepva_storage s ON s.url = i.file_uri WHERE i.class = ? ORDER BY i.seq
            """, .int(owner)
        ) { row in
            var file: StoredFile?
            if let content = row.optionalText(8), let payload = try tenant.files.payload(content) {
                let info = try row.optionalText(7).map { try JSON(parsing: $0) }
                file = StoredFile(
                    name: row.text(4), mediaType: row.text(5), digest: row.text(6),
                    duration: info?["duration"]?.double ?? 0, payload: payload)
            }
            return Image(id: row.text(0), uri: row.text(1), isActive: row.bool(2), notes: row.text(3), file: file)
        }
    }
}
