// The contents of files: small ones in the database, large ones in separate files, with the same kind of id.

import Store
import System

/// Stores the bytes of uploads, thumbnails and artifacts.
public struct FileStore {
    /// Bytes that are stored in their final place, but have no row yet.
    public struct StagedFile: Sendable {
        fileprivate let blob: Blob
        /// The number of bytes.
        public var size: Int { blob.count }
    }

    /// A file that is to be stored. It is made on the loop, so that the copying can be done on the thread pool.
    public struct PendingFile: Sendable {
        fileprivate let id: String
        fileprivate let writer: BlobWriter

        /// Stores the bytes in their final place, durably if the tenant is durable. For the thread pool.
        public func stage(_ payload: Payload) throws -> StagedFile {
            StagedFile(blob: try writer.write(payload, id: id))
        }

        /// An empty file without a name, for contents that are too large for memory.
        public func temporaryFile() throws -> File {
            try writer.temporaryFile()
        }
    }

    /// Files that are to be stored and whose number is not known yet.
    public struct PendingFiles: Sendable {
        fileprivate let id: String
        fileprivate let writer: BlobWriter

        /// One of the files. Each number may be used once.
        public func file(_ number: Int) -> PendingFile {
            PendingFile(id: "\(id)-\(number)", writer: writer)
        }
    }

    /// Bytes that are to be appended to a file that arrives in pieces.
    public struct PendingAppend: Sendable {
        fileprivate let appender: BlobAppender

        /// Writes `count` bytes of `payload`, from its byte `start` on, at the offset `position` of the
        /// contents, durably if the tenant is durable. For the thread pool.
        public func append(_ payload: Payload, from start: Int, count: Int, at position: Int) throws -> AppendedFile {
            AppendedFile(blob: try appender.append(payload, from: start, count: count, at: position))
        }
    }

    /// Contents with appended bytes that their row does not count yet.
    public struct AppendedFile: Sendable {
        fileprivate let blob: GrownBlob
        /// All bytes up to the end of the appended ones.
        public var payload: Payload { blob.payload }
    }

    private let tenant: Tenant

    init(tenant: Tenant) {
        self.tenant = tenant
    }

    /// A new file that is to be stored.
    public func pendingFile() -> PendingFile {
        PendingFile(id: tenant.identifiers.uuid(isChoosable: false), writer: tenant.blobs.writer)
    }

    /// New files that are to be stored.
    public func pendingFiles() -> PendingFiles {
        PendingFiles(id: tenant.identifiers.uuid(isChoosable: false), writer: tenant.blobs.writer)
    }

    /// Adds the row of staged bytes, and returns their id.
    public func keep(_ staged: StagedFile) throws -> String {
        try tenant.blobs.insert(staged.blob)
        return staged.blob.id
    }

    /// More bytes that are to be appended to the contents `id`, or the first bytes of new contents.
    ///
    /// - Parameter room: the most bytes that the contents will have.
    public func pendingAppend(to id: String?, room: Int) -> PendingAppend {
        PendingAppend(appender: tenant.blobs.appender(id ?? tenant.identifiers.uuid(isChoosable: false), room: room))
    }

    /// Updates the row of appended bytes, and returns the id of the contents.
    public func keep(_ appended: AppendedFile) throws -> String {
        try tenant.blobs.keep(appended.blob)
        return appended.blob.id
    }

    /// Drops appended bytes that are not kept.
    public func discard(_ appended: AppendedFile) {
        tenant.blobs.discard(appended.blob)
    }

    /// The bytes with this id; nil when there are none.
    public func payload(_ id: String) throws -> Payload? {
        try tenant.blobs.payload(id)
    }

    /// Removes bytes once the turn is committed.
    public func remove(_ id: String) throws {
        try tenant.blobs.remove(id)
    }
}

extension Tenant {
    /// The contents of this tenant's files.
    public var files: FileStore { FileStore(tenant: self) }
}
