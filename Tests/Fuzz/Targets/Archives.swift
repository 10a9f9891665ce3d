// Archives.

import Control
import Emulator
import Formats
import Store
import System

/// Zip archives, and the worlds that come in them.
enum Archives {
    static func zip(_ bytes: [UInt8]) throws -> Bool {
        let budget = WorkBudget.forOneInput()
        guard let archive = try? ZipReader(.memory(bytes), limits: ZipLimits(entries: 1000), budget: budget) else {
            return false
        }
        try promise(archive.entries.count <= 1000, "No more entries are read than allowed.")
        for entry in archive.entries.prefix(50) {
            let names = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            try promise(!names.contains(".."), "No name leads out of its folder.")
            guard let content = try? archive.read(entry, maximum: 1 << 20) else { continue }
            try promise(content.count <= 1 << 20, "No more is unpacked than allowed.")
        }
        return true
    }

    /// A whole snapshot; or, as damage seldom gets through checksums, what to change in a database that is sound: four
    /// bytes each, of which three are the place.
    static func snapshot(_ bytes: [UInt8]) throws -> Bool {
        var archive = bytes
        if !bytes.starts(with: "PK".utf8) {
            var zip = ZipWriter(modified: 0)
            try zip.add("world.json", worldHead, method: .store)
            try zip.add("world.db", damaged(soundWorld.image, by: bytes), method: .store)
            archive = try zip.bytes()
        }
        let snapshot = try? SnapshotArchive.read(
            .memory(archive), name: "fuzz", against: soundWorld, temporaryDirectory: "/tmp")
        guard let snapshot else { return false }
        try promise(
            Database.version(ofImage: snapshot.image) == Database.version(ofImage: soundWorld.image),
            "A snapshot that is taken has the present schema.")
        return true
    }

    private static let worldHead = Array(
        #"{"format": 1, "deepmock": "0", "tenant": "a", "taken": "2026-01-01T00:00:00Z"}"#.utf8)

    /// The world of a stored release.
    private static let soundWorld: DatabaseTemplate = {
        let file = Payload.memory((try? Corpus.bytes(of: "stored/version-1.deepmock.zip")) ?? [])
        guard let archive = try? ZipReader(file), let entry = archive.entry(named: "world.db"),
            let image = try? archive.read(entry, maximum: 16 << 20)
        else { preconditionFailure("fixtures/stored/version-1.deepmock.zip must hold a world.db.") }
        return DatabaseTemplate(image: image, migrations: [])
    }()

    private static func damaged(_ image: [UInt8], by changes: [UInt8]) -> [UInt8] {
        var result = image
        for index in stride(from: 0, to: changes.count - 3, by: 4) {
            let place = changes[index..<index + 3].reduce(0) { $0 << 8 | Int($1) }
            result[place % image.count] = changes[index + 3]
        }
        return result
    }
}
