// One upload session as its row has it.

import Emulator
import Store

/// A resumable upload session.
struct UploadSession {
    /// How long a session lives, on the tenant's clock.
    static let lifetimeSeconds = 7 * 86_400

    let seq: Int
    let id: String
    let dataset: Int?
    let owner: String?
    let name: String
    let mediaType: String
    let total: Int
    let received: Int
    let revision: Int
    let content: String?
    let isOpen: Bool
    let created: Instant
    let objectJSON: String?

    /// The session with this id; nil when there never was one.
    init?(_ id: String, in database: Database) throws {
        let found = try database.first(
            """
            SELECT seq, id, dataset, owner, name, media_type, total, received, revision, content, is_open, created,
                object_json
            FROM tools_uploads WHERE id = ?
            """,
            .text(id)
        ) { UploadSession($0) }
        guard let found else { return nil }
        self = found
    }

    private init(_ row: borrowing Row) {
        seq = row.int(0)
        id = row.text(1)
        dataset = row.optionalInt(2)
        owner = row.optionalText(3)
        name = row.text(4)
        mediaType = row.text(5)
        total = row.int(6)
        received = row.int(7)
        revision = row.int(8)
        content = row.optionalText(9)
        isOpen = row.bool(10)
        created = Instant(microseconds: row.int(11))
        objectJSON = row.optionalText(12)
    }

    /// Whether all bytes have arrived.
    var isComplete: Bool { objectJSON != nil }

    /// When it expires.
    var expires: Instant { created.advanced(bySeconds: Self.lifetimeSeconds) }

    /// The session as the protocol sees it.
    func state(in database: Database) throws -> ResumableProtocol.Session {
        var isRetryable = false
        if isComplete, let dataset {
            isRetryable = try database.exists(
                "SELECT 1 FROM tools_datasets WHERE seq = ? AND status = 'preprocessing_error'", .int(dataset))
        }
        return ResumableProtocol.Session(
            received: received, total: total, isComplete: isComplete, isRetryable: isRetryable)
    }
}
