// Where the bytes of an upload go: work for the thread pool.

import Crypto
import Emulator
import JSON
import System

/// Writes the bytes of one request to a session.
struct UploadStorage: Sendable {
    /// What has been written, and is to be kept when the session has not moved meanwhile.
    struct Written: Sendable {
        /// The bytes.
        enum Place: Sendable {
            /// A whole file that came in one request.
            case whole(FileStore.StagedFile)
            /// A file that has grown.
            case grown(FileStore.AppendedFile)
            /// Nothing was added to what is there.
            case unchanged
        }

        let place: Place
        /// Bytes of the file that are there now.
        let received: Int
        /// The checksums of a complete file; nil while it is not.
        let checksums: ObjectChecksums?
    }

    private let whole: FileStore.PendingFile
    private let appending: FileStore.PendingAppend
    private let part: ResumableProtocol.Part
    /// What is there already, for a file that is completed without new bytes.
    private let present: Payload?

    init(_ part: ResumableProtocol.Part, of session: UploadSession, _ call: Call) {
        whole = call.tenant.files.pendingFile()
        // What comes after a failed processing must not touch the bytes of before: they count until these are there.
        appending = call.tenant.files.pendingAppend(to: part.position == 0 ? nil : session.content)
        present = session.content.flatMap { try? call.tenant.files.payload($0) }
        self.part = part
    }

    /// Writes the part of the body.
    func write(_ body: Payload) throws -> Written {
        if part.count == 0, part.position > 0 {
            return Written(
                place: .unchanged, received: part.position, checksums: try present.map { try ObjectChecksums(of: $0) })
        }
        if part.completes, part.position == 0, part.skip == 0 {
            let prepared = try whole.stage(body)
            return Written(place: .whole(prepared), received: part.count, checksums: try ObjectChecksums(of: body))
        }
        let grown = try appending.append(body, from: part.skip, count: part.count, at: part.position)
        return Written(
            place: .grown(grown), received: part.position + part.count,
            checksums: part.completes ? try ObjectChecksums(of: grown.payload) : nil)
    }
}

/// The checksums that an object shows. Large ones show none: hashing takes longer than writing them, and nobody is known
/// to read it.
struct ObjectChecksums: Sendable {
    private static let largestBytes = 64 << 20

    /// Bytes in the object.
    let size: Int
    /// Base 64.
    let md5: String?
    /// Base 64 of the number, highest byte first.
    let crc32c: String?

    init(of payload: Payload) throws {
        size = payload.count
        guard payload.count <= Self.largestBytes else {
            (md5, crc32c) = (nil, nil)
            return
        }
        let sums = try Checksums.md5AndCRC32C(of: payload)
        md5 = Base64.encode(sums.md5)
        crc32c = Base64.encode(sums.crc32c)
    }
}
