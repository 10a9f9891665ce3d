// Stores the bytes of an upload: work for the thread pool.

import Emulator
import System

/// Writes the bytes of one request to a session.
struct UploadStorage: Sendable {
    /// What was written; it is kept if the session has not moved meanwhile.
    struct Written: Sendable {
        /// Where the bytes are.
        enum Bytes: Sendable {
            /// A whole file that came in one request.
            case whole(FileStore.StagedFile)
            /// A file that has grown.
            case appended(FileStore.AppendedFile)
            /// Nothing was added to what is there.
            case unchanged
        }

        let bytes: Bytes
        /// Bytes of the file that are there now.
        let received: Int
        /// The checksums of a complete file; nil while it is incomplete.
        let checksums: ObjectChecksums?
    }

    private let whole: FileStore.PendingFile
    private let appending: FileStore.PendingAppend
    private let part: ResumableProtocol.Part
    /// The bytes that are there already, for a file that is completed without new ones.
    private let present: Payload?

    init(_ part: ResumableProtocol.Part, of session: UploadSession, _ call: Call) {
        whole = call.tenant.files.pendingFile()
        // A new attempt after a failed processing must not touch the old bytes: they count until the new ones are
        // there.
        appending = call.tenant.files.pendingAppend(
            to: part.position == 0 ? nil : session.content, room: part.total)
        present = session.content.flatMap { try? call.tenant.files.payload($0) }
        self.part = part
    }

    /// Writes the part of the body.
    func write(_ body: Payload) throws -> Written {
        if part.count == 0, part.position > 0 {
            return Written(
                bytes: .unchanged, received: part.position, checksums: try present.map { try ObjectChecksums(of: $0) })
        }
        if part.completes, part.position == 0, part.skip == 0 {
            let staged = try whole.stage(body)
            return Written(bytes: .whole(staged), received: part.count, checksums: try ObjectChecksums(of: body))
        }
        let appended = try appending.append(body, from: part.skip, count: part.count, at: part.position)
        return Written(
            bytes: .appended(appended), received: part.position + part.count,
            checksums: part.completes ? try ObjectChecksums(of: appended.payload) : nil)
    }
}
