// The file form of a snapshot: a zip archive that other tools can open.
//
//   world.json          format, the program that wrote it, tenant and time
//   world.db            the SQLite database
//   contents/<id>       files that are too large for a database row

import Emulator
import Formats
import JSON
import Store
import System

/// Writes and reads snapshot files. Both take long: work for the thread pool.
package enum SnapshotArchive {
    /// The format that this program writes. It grows with every change that older programs would misread.
    private static let format = 1
    private static let folder = "contents/"
    private static let largestDatabase = 1 << 30
    /// Databases compress well, so entries are bounded by size here, not by ratio.
    private static let limits = ZipLimits(entries: 100_000, directoryBytes: 32 << 20, totalBytes: 64 << 30, ratio: 1100)

    /// - Returns: the size of the archive in bytes.
    package static func write(_ snapshot: Snapshot, version: String, to file: File) throws -> Int {
        var archive = ZipWriter(modified: snapshot.taken.unixSeconds)
        let head: JSON = [
            "format": .int(format), "deepmock": .string(version), "name": .string(snapshot.name),
            "tenant": .string(snapshot.tenant), "taken": .string(snapshot.taken.text(.zoned)),
        ]
        try archive.add("world.json", Array((head.pretty() + "\n").utf8))
        try archive.add("world.db", snapshot.image)
        for (id, payload) in snapshot.files { try archive.add(folder + id, payload, method: .store) }
        do {
            return try archive.write(to: file)
        } catch ZipError.fileFailure(let error) {
            throw error
        }
    }

    /// - Parameter own: the database template of this program.
    /// - Throws: ``Problem`` 400 that says why the file cannot be used.
    package static func read(
        _ payload: Payload, name: String, against own: DatabaseTemplate, temporaryDirectory: String
    ) throws -> Snapshot {
        do {
            let archive = try ZipReader(payload, limits: limits)
            let head = try head(of: archive)
            guard let entry = archive.entry(named: "world.db") else { throw refusal("it contains no world.db") }
            let image = try SnapshotImage.checked(
                archive.read(entry, maximum: largestDatabase), against: own)
            let contents = archive.entries.filter { $0.name.hasPrefix(folder) }
            var files: [(id: String, payload: Payload)] = []
            if !contents.isEmpty {
                let file = try File.temporary(in: temporaryDirectory)
                var end = 0
                for entry in contents {
                    let part = try unpack(entry, of: archive, to: file, at: end)
                    files.append((String(entry.name.dropFirst(folder.count)), .part(part.content)))
                    end = part.end
                }
            }
            try check(files, against: image)
            return Snapshot(name: name, tenant: head.tenant, taken: head.taken, image: image, files: files)
        } catch ZipError.fileFailure(let error) {
            throw error
        } catch let error as ZipError {
            throw Problem.badRequest(error.message)
        }
    }

    private static func head(of archive: ZipReader) throws -> (tenant: String, taken: Instant) {
        guard let entry = archive.entry(named: "world.json"),
            let head = try? JSON(parsing: archive.read(entry, maximum: 1 << 20)), let number = head["format"]?.int
        else { throw refusal("it contains no readable world.json") }
        guard number <= format else {
            let writer = head["deepmock"]?.string ?? "unknown"
            throw Problem.badRequest(
                "The file was written by a newer deepmock (\(writer)). Its format is \(number), but this version reads only up to \(format)."
            )
        }
        guard let tenant = head["tenant"]?.string, let taken = head["taken"]?.string.flatMap(Instant.init(text:)) else {
            throw refusal("its world.json needs tenant and taken")
        }
        return (tenant, taken)
    }

    /// Unpacks a content to its place in the file that all of them share; the next one may begin at the end of its room.
    private static func unpack(
        _ entry: ZipReader.Entry, of archive: ZipReader, to file: File, at start: Int
    ) throws -> (content: FilePart, end: Int) {
        var position = start
        try archive.read(entry) { piece in
            try file.write(Array(piece), at: position)
            position += piece.count
        }
        // File systems give back whole pages.
        let room = (position - start + 4095) / 4096 * 4096
        return (FilePart(of: file, offset: start, count: position - start, room: room), start + room)
    }

    /// The files must be exactly those that the database names, with the same sizes.
    private static func check(_ files: [(id: String, payload: Payload)], against image: [UInt8]) throws {
        let database = try Database.inMemory(image: image)
        let wanted = try database.all("SELECT id, size FROM blobs WHERE content IS NULL ORDER BY id") {
            "\($0.text(0)) \($0.int(1))"
        }
        guard wanted == files.map({ "\($0.id) \($0.payload.count)" }).sorted() else {
            throw refusal("its contents do not match its database")
        }
    }

    private static func refusal(_ reason: String) -> Problem {
        .badRequest("The file is not a deepmock snapshot: \(reason).")
    }
}
