// Reads the images of an export, in slices between which requests are served.

import Emulator
import JSON
import Store
import System

/// Adds the images to the contents of an export. Contents that are in memory, and files of which there would be too many
/// open ones, are copied into one temporary file.
final class ExportReading {
    private static let imagesPerSlice = 100
    /// The most files that an export holds open.
    private static let mostOpenFiles = 200

    /// Where an image is.
    private struct Place {
        let owner: Int
        let image: Int
    }

    private let context: TransitionContext
    private let pending: FileStore.PendingFile
    private let finish: (ExportContents) throws -> TransitionContext.Result
    private var contents: ExportContents
    private var (owner, lastRow) = (0, 0)
    private var openFiles = 0
    private var copies: (file: File, end: Int)?

    private init(
        _ contents: ExportContents, pending: FileStore.PendingFile, in context: TransitionContext,
        then finish: @escaping (ExportContents) throws -> TransitionContext.Result
    ) {
        self.contents = contents
        self.pending = pending
        self.context = context
        self.finish = finish
    }

    /// Reads all images, then goes on with `finish`.
    ///
    /// - Parameter pending: knows where temporary files are made.
    static func read(
        _ contents: ExportContents, pending: FileStore.PendingFile, in context: TransitionContext,
        then finish: @escaping (ExportContents) throws -> TransitionContext.Result
    ) throws -> TransitionContext.Result {
        try ExportReading(contents, pending: pending, in: context, then: finish).next()
    }

    private func next() throws -> TransitionContext.Result {
        var copied: [Place] = []
        var count = 0
        while count < Self.imagesPerSlice {
            guard owner < contents.classes.count else { break }
            let wanted = Self.imagesPerSlice - count
            let found = try images(of: contents.classes[owner].number, limit: wanted)
            for image in found {
                let place = Place(owner: owner, image: contents.classes[owner].images.count)
                contents.classes[owner].images.append(image)
                if let payload = image.file?.payload, isToBeCopied(payload) { copied.append(place) }
            }
            // A class without images takes a look, too.
            count += max(1, found.count)
            guard found.count < wanted else { break }
            (owner, lastRow) = (owner + 1, 0)
        }
        if !copied.isEmpty { return copy(copied) }
        return owner < contents.classes.count ? .again { [self] in try next() } : try finish(contents)
    }

    private func isToBeCopied(_ payload: Payload) -> Bool {
        guard payload.fileRange != nil else { return payload.count > 0 }
        guard !payload.isInSharedFile else { return false }
        openFiles += 1
        return openFiles > Self.mostOpenFiles
    }

    private func copy(_ places: [Place]) -> TransitionContext.Result {
        let payloads = places.compactMap { contents.classes[$0.owner].images[$0.image].file?.payload }
        let (pending, copies) = (pending, copies)
        return .later(
            { () -> (file: File, end: Int, copies: [Payload]) in
                let file = try copies?.file ?? pending.temporaryFile()
                var end = copies?.end ?? 0
                let made = try payloads.map { payload in
                    let start = end
                    while end - start < payload.count {
                        let piece = try payload.read(at: end - start, count: 1 << 20)
                        guard !piece.isEmpty else {
                            throw SystemError(code: 5, operation: "read a content that ends early")
                        }
                        try file.write(piece, at: end)
                        end += piece.count
                    }
                    return Payload.file(file, offset: start, count: payload.count)
                }
                return (file, end, made)
            },
            next: { [self] made in
                self.copies = (made.file, made.end)
                for (place, payload) in zip(places, made.copies) {
                    contents.classes[place.owner].images[place.image].file?.payload = payload
                }
                return .again { [self] in try next() }
            })
    }

    private func images(of owner: Int, limit: Int) throws -> [ExportContents.Image] {
        try context.database.all(
            """
            SELECT i.seq, i.id, i.file_uri, i.active, i.notes, s.name, s.media_type, s.digest, s.info_json, s.content
            FROM deepva_images i LEFT JOIN deepva_storage s ON s.url = i.file_uri
            WHERE i.class = ? AND i.seq > ? ORDER BY i.seq LIMIT ?
            """, .int(owner), .int(lastRow), .int(limit)
        ) { row in
            lastRow = row.int(0)
            var file: ExportContents.StoredFile?
            if let content = row.optionalText(9), let payload = try context.tenant.files.payload(content) {
                let info = try row.optionalText(8).map { try JSON(parsing: $0) }
                file = ExportContents.StoredFile(
                    name: row.text(5), mediaType: row.text(6), digest: row.text(7),
                    duration: info?["duration"]?.double ?? 0, payload: payload)
            }
            return ExportContents.Image(
                id: row.text(1), uri: row.text(2), isActive: row.bool(3), notes: row.text(4), file: file)
        }
    }
}
