// Storage: files and folders.

import Crypto
import Emulator
import Formats
import HTTP
import JSON
import Store
import System

/// Storage (specification, section 5).
enum Storage {
    static let handlers: [String: Handler] = [
        "listStorage": list,
        "uploadStorage": upload,
        "getStorage": get,
        "getStorageFile": file,
        "getStorageThumbnail": thumbnail,
        "deleteStorage": delete,
    ]

    private static let columns: SQL = "id, name, is_folder, url, size, media_type, uploaded_at"
    private static let longestName = 255

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let inBody = call.parameters["folder"] == nil ? folderInBody(call) : nil
        let folder = try FolderPath(call.parameters["folder"]?.string ?? inBody ?? "/")
        let total = try call.database.scalarInt(
            "SELECT value FROM counters WHERE name = ?", .text("deepva_storage:" + folder.text))
        return try call.paged(total: total ?? 0, filters: inBody.map { [("folder", $0)] } ?? []) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_storage WHERE parent = ? ORDER BY is_folder, id LIMIT ? OFFSET ?",
                .text(folder.text), .int(call.page.limit), .int(call.page.offset)
            ) { write($0, old: isOld(call), into: &writer) }
        }
    }

    /// One published sample sends `folder` in a form body of the GET.
    private static func folderInBody(_ call: Call) -> String? {
        guard case .payload(let payload) = call.request.body, payload.count <= 4096,
            let bytes = try? payload.bytes(maximum: 4096), let items = try? FormDecoder.decode(bytes)
        else { return nil }
        return items.first { $0.name == "folder" }?.value
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, id: call.integer("storage_id"), status: 200)
    }

    private static func file(_ call: Call) throws -> Reply {
        let row = try content(call)
        guard let content = row.content, let payload = try call.tenant.files.payload(content) else {
            throw Problem.folderHasNoFile
        }
        return .content(payload, mediaType: row.mediaType, modified: row.uploaded)
    }

    // MARK: - Thumbnails

    /// Created on the thread pool at first use, and stored.
    private static func thumbnail(_ call: Call) throws -> Reply {
        let id = call.integer("storage_id")
        let row = try content(call)
        let kind = MediaKind(mediaType: row.mediaType)
        guard kind == .image || kind == .video, let content = row.content else { throw Problem.noThumbnail }
        let files = call.tenant.files
        if let made = row.thumbnail, let payload = try files.payload(made) {
            return thumbnailReply(payload, row.uploaded)
        }
        guard let payload = try files.payload(content) else { throw Problem.noThumbnail }
        let pending = files.pendingFile()
        return .later({ (budget: WorkBudget) -> (FileStore.StagedFile, Payload) in
            let picture = try picture(of: payload, isImage: kind == .image, seed: UInt64(id), budget)
            return (try pending.stage(.memory(picture)), .memory(picture))
        }) { prepared, picture in
            // In the meantime, the file may have been deleted, or another request may have created the thumbnail.
            let isWanted = try call.database.exists(
                "SELECT 1 FROM deepva_storage WHERE id = ? AND thumbnail IS ?", .int(id), .optional(row.thumbnail))
            guard isWanted else { return thumbnailReply(picture, row.uploaded) }
            let key = try files.keep(prepared)
            try call.database.execute("UPDATE deepva_storage SET thumbnail = ? WHERE id = ?", .text(key), .int(id))
            return thumbnailReply(picture, row.uploaded)
        }
    }

    /// The small picture of a file. One that is damaged, or too large to be decoded, has the placeholder.
    private static func picture(
        of payload: Payload, isImage: Bool, seed: UInt64, _ budget: WorkBudget
    ) throws -> [UInt8] {
        guard isImage else { return try placeholder(seed, budget) }
        do {
            return try Thumbnail.make(payload, budget: budget).bytes
        } catch WorkError.cancelled {
            throw WorkError.cancelled
        } catch is ImageError {
            return try placeholder(seed, budget)
        } catch is WorkError {
            // Nothing is left of the budget, and a placeholder takes a millisecond.
            return try placeholder(seed, WorkBudget())
        }
    }

    private static func placeholder(_ seed: UInt64, _ budget: WorkBudget) throws -> [UInt8] {
        try Thumbnail.placeholder(width: 256, height: 144, seed: seed, budget: budget).bytes
    }

    /// A thumbnail follows from its file, so it is as old.
    private static func thumbnailReply(_ payload: Payload, _ uploaded: Instant) -> Reply {
        let isPNG = (try? payload.read(at: 0, count: 1)) == [0x89]
        return .content(payload, mediaType: isPNG ? "image/png" : "image/jpeg", modified: uploaded)
    }

    // MARK: - Writing

    private static func upload(_ call: Call) throws -> Reply {
        let folder = try FolderPath(call.body["folder"]?.string ?? "")
        guard let upload = call.uploads.first(where: { $0.name == "file" }) else { throw Problem.noFile }
        let name = fileName(upload.filename)
        let pending = call.tenant.files.pendingFile()
        let url = "storage://" + (try call.tenant.newID(of: Records.storage))
        return .later(
            lane: .reading(upload.payload.count), limits: .upload(of: upload.payload.count),
            { (budget: WorkBudget) -> (FileStore.StagedFile, StoredMedia) in
                let media = try StoredMedia(
                    examining: upload.payload, declared: upload.contentType, filename: name, budget: budget)
                return (try pending.stage(upload.payload), media)
            }
        ) { prepared, media in
            let id = try insert(
                prepared, media, named: name, in: folder, url: url, tenant: call.tenant, now: call.now)
            return try reply(call, id: id, status: 201)
        }
    }

    /// The file name. Some clients send a path.
    private static func fileName(_ given: String) -> String {
        let last = given.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let name = String(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
        return name.isEmpty ? "file" : String(name.prefix(longestName))
    }

    /// Adds a staged file and returns its id.
    static func insert(
        _ prepared: FileStore.StagedFile, _ media: StoredMedia, named name: String, in folder: FolderPath, url: String,
        tenant: Tenant, now: Instant
    ) throws -> Int {
        try makeFolders(folder, tenant, now: now)
        let key = try tenant.files.keep(prepared)
        try tenant.database.execute(
            """
            INSERT INTO deepva_storage(parent, name, is_folder, url, size, media_type, digest, info_json, content,
                uploaded_at)
            VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(folder.text), .text(name), .text(url), .int(prepared.size), .text(media.mediaType),
            .text(media.digest), .optional(media.info?.json.description), .text(key), .int(now.microseconds))
        return tenant.database.lastInsertedRow
    }

    private static func makeFolders(_ folder: FolderPath, _ tenant: Tenant, now: Instant) throws {
        guard let parent = folder.parent else { return }
        let exists = try tenant.database.exists(
            "SELECT 1 FROM deepva_storage WHERE name = ? AND is_folder = 1", .text(folder.text))
        guard !exists else { return }
        try makeFolders(parent, tenant, now: now)
        try tenant.database.execute(
            "INSERT INTO deepva_storage(parent, name, is_folder, uploaded_at) VALUES (?, ?, 1, ?)",
            .text(parent.text), .text(folder.text), .int(now.microseconds))
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("storage_id")
        let folder = try call.database.first(
            "SELECT name FROM deepva_storage WHERE id = ? AND is_folder = 1", .int(id)
        ) { $0.text(0) }
        if let folder {
            // Everything below the folder has a parent that starts with its path. The upper bound is the path with its
            // final slash incremented, so that SQLite uses the index on parent.
            let end = String(folder.dropLast()) + "0"
            try removeContents("parent >= ? AND parent < ?", [.text(folder), .text(end)], call)
        }
        try removeContents("id = ?", [.int(id)], call)
        return .json([:])
    }

    private static func removeContents(_ condition: SQL, _ values: [SQLValue], _ call: Call) throws {
        let keys = try call.database.all(
            "SELECT content, thumbnail FROM deepva_storage WHERE \(condition)", values
        ) { [$0.optionalText(0), $0.optionalText(1)] }
        for key in keys.joined().compactMap({ $0 }) { try call.tenant.files.remove(key) }
        try call.database.execute("DELETE FROM deepva_storage WHERE \(condition)", values)
    }

    // MARK: - Rows

    private static func content(
        _ call: Call
    ) throws -> (content: String?, thumbnail: String?, mediaType: String, uploaded: Instant) {
        let row = try call.database.first(
            "SELECT content, thumbnail, media_type, uploaded_at FROM deepva_storage WHERE id = ?",
            .int(call.integer("storage_id"))
        ) {
            (
                $0.optionalText(0), $0.optionalText(1), $0.optionalText(2) ?? "application/octet-stream",
                Instant(microseconds: $0.int(3))
            )
        }
        guard let row else { throw Problem.unknownStorage }
        return row
    }

    private static func reply(_ call: Call, id: Int, status: Int) throws -> Reply {
        let reply = try call.database.first("SELECT \(columns) FROM deepva_storage WHERE id = ?", .int(id)) { row in
            Reply.json(status: status) { write(row, old: isOld(call), into: &$0) }
        }
        guard let reply else { throw Problem.unknownStorage }
        return reply
    }

    /// Whether the path has the v1 prefix, below which objects have two more members.
    private static func isOld(_ call: Call) -> Bool {
        !call.request.head.target.decodedSegments.prefix(4).contains("v2")
    }

    private static func write(_ row: borrowing Row, old: Bool, into writer: inout JSONWriter) {
        let isFolder = row.bool(2)
        let kind = row.optionalText(5).map(MediaKind.init(mediaType:))
        writer.beginObject()
        writer.field("id", row.int(0))
        writer.field("url", row.optionalText(3))
        writer.field("file_size", row.optionalInt(4))
        writer.field("name", row.text(1))
        writer.field("uploaded", true)
        writer.field("upload_failed", false)
        if old {
            writer.field("is_image", kind == .image)
            writer.field("is_folder", isFolder)
        }
        writer.field("storage_type", isFolder ? "FOLDER" : storageType(kind))
        writer.zonedTime("uploaded_at", row.int(6))
        writer.endObject()
    }

    private static func storageType(_ kind: MediaKind?) -> String {
        switch kind {
        case .image: "IMAGE"
        case .video: "VIDEO"
        case .audio: "AUDIO"
        default: "OTHER"
        }
    }
}
