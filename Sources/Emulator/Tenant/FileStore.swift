// The contents of files: small ones in the database, large ones in files of their own; one id for both.

import Store
import System

/// Keeps the bytes of uploads, thumbnails and artifacts.
public struct FileStore {
    /// Bytes on their way into a tenant: they are where they will be kept, the row is missing.
    public struct StagedFile: Sendable {
        fileprivate let blob: Blob
        /// How many bytes there are.
        public var size: Int { blob.count }
    }

    /// What a tenant must know beforehand, so that the copying can be done on the thread pool.
    public struct PendingFile: Sendable {
        fileprivate let id: String
        fileprivate let writer: BlobWriter

        /// Brings the bytes to where they will be kept; durably, if the tenant is durable. For the thread pool.
        public func stage(_ payload: Payload) throws -> StagedFile {
            StagedFile(blob: try writer.write(payload, id: id))
        }

        /// An empty file without a name, for bytes that are too many to be made in memory.
        public func temporaryFile() throws -> File {
            try writer.temporaryFile()
        }
    }

    /// What must be known beforehand to add bytes to contents that come piece by piece.
    public struct PendingAppend: Sendable {
        fileprivate let appender: BlobAppender

        /// Writes `count` bytes of `payload`, from its byte `start` on, at the place `position` of the contents;
        /// durably, if the tenant is durable. For the thread pool.
        public func append(_ payload: Payload, from start: Int, count: Int, at position: Int) throws -> AppendedFile {
            AppendedFile(blob: try appender.append(payload, from: start, count: count, at: position))
        }
    }

    /// Contents with bytes added; the row does not know of them yet.
    public struct AppendedFile: Sendable {
        fileprivate let blob: GrownBlob
        /// All bytes up to the end of what was added.
        public var payload: Payload { blob.payload }
    }

    private let tenant: Tenant

    init(tenant: Tenant) {
        self.tenant = tenant
    }

    /// A ticket for new bytes.
    public func pendingFile() -> PendingFile {
        PendingFile(id: tenant.identifiers.uuid(), writer: tenant.blobs.writer)
    }

    /// Keeps staged bytes, and answers the id under which they are found.
    public func keep(_ staged: StagedFile) throws -> String {
        try tenant.blobs.insert(staged.blob)
        return staged.blob.id
    }

    /// A ticket for more bytes of the contents `id`, or for the first ones of new contents.
    public func pendingAppend(to id: String?) -> PendingAppend {
        PendingAppend(appender: tenant.blobs.appender(id ?? tenant.identifiers.uuid()))
    }

    /// Keeps added bytes, and answers the id under which the contents are found.
    public func keep(_ appended: AppendedFile) throws -> String {
        try tenant.blobs.keep(appended.blob)
        return appended.blob.id
    }

    /// Lets go of added bytes that are not to be kept.
    public func discard(_ appended: AppendedFile) {
        tenant.blobs.discard(appended.blob)
    }

    /// The bytes with this id; nil when there are none.
    public func payload(_ id: String) throws -> Payload? {
        try tenant.blobs.payload(id)
    }

    /// Removes bytes, when the turn is committed.
    public func remove(_ id: String) throws {
        try tenant.blobs.remove(id)
    }
}

extension Tenant {
    /// The contents of this tenant's files.
    public var files: FileStore { FileStore(tenant: self) }
}
