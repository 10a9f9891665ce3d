// The contents of files: small ones in the database, large ones in the blob store; one id for both.

import Store
import System

/// Keeps the bytes of uploads, thumbnails and artifacts.
public struct Contents {
    /// Up to this many bytes live in the database.
    static let inlineBytes = 64 << 10

    /// Bytes on their way into a tenant: where they will be kept is settled, the row is missing.
    public struct Prepared: Sendable {
        fileprivate enum Place: Sendable {
            case inline([UInt8])
            case stored(BlobStore.Stored)
        }

        fileprivate let id: String
        fileprivate let place: Place
        /// How many bytes there are.
        public let size: Int
    }

    /// What a tenant must know beforehand, so that the copying can be done on the thread pool.
    public struct Ticket: Sendable {
        fileprivate let id: String
        fileprivate let target: BlobStore.Target

        /// Brings the bytes to where they will be kept; durably, if the tenant is durable. For the thread pool.
        public func prepare(_ payload: Payload) throws -> Prepared {
            guard payload.count > Contents.inlineBytes else {
                let bytes = try payload.bytes(maximum: Contents.inlineBytes)
                return Prepared(id: id, place: .inline(bytes), size: bytes.count)
            }
            return Prepared(
                id: id, place: .stored(try BlobStore.store(payload, id: id, at: target)), size: payload.count)
        }
    }

    private let tenant: Tenant

    init(tenant: Tenant) {
        self.tenant = tenant
    }

    /// A ticket for new bytes.
    public func ticket() -> Ticket {
        let id = tenant.identifiers.uuid()
        return Ticket(id: id, target: tenant.blobs.target(id: id))
    }

    /// Keeps prepared bytes, and answers the id under which they are found.
    public func keep(_ prepared: Prepared) throws -> String {
        switch prepared.place {
        case .inline(let bytes):
            try tenant.database.execute(
                "INSERT INTO blobs(id, size, content) VALUES (?, ?, ?)", .text(prepared.id), .int(prepared.size),
                .blob(bytes))
        case .stored(let stored):
            try tenant.database.execute(
                "INSERT INTO blobs(id, size, content) VALUES (?, ?, NULL)", .text(prepared.id), .int(prepared.size))
            tenant.blobs.adopt(stored)
        }
        return prepared.id
    }

    /// The bytes with this id; nil when there are none.
    public func payload(_ id: String) throws -> Payload? {
        let row = try tenant.database.first("SELECT size, content FROM blobs WHERE id = ?", .text(id)) { row in
            (size: row.int(0), content: row.isNull(1) ? nil : row.blob(1))
        }
        guard let row else { return nil }
        if let content = row.content { return .memory(content) }
        return try tenant.blobs.payload(id: id, size: row.size)
    }

    /// Removes bytes, when the turn is committed.
    public func remove(_ id: String) throws {
        try tenant.database.execute("DELETE FROM blobs WHERE id = ?", .text(id))
        tenant.blobs.remove(id: id)
    }
}

extension Tenant {
    /// The contents of this tenant's files.
    public var contents: Contents { Contents(tenant: self) }

    /// Removes contents that a crash has left without a row.
    func sweepContents() throws {
        let ids = try database.all("SELECT id FROM blobs WHERE content IS NULL") { $0.text(0) }
        try blobs.sweep(keeping: Set(ids))
    }
}
