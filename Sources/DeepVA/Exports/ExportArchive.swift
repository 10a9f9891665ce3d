// The archive of an export: a manifest and a folder of files for each class; and its log.

import Crypto
import Emulator
import Formats
import JSON
import System

/// Packs a dataset, on the thread pool.
struct ExportArchive {
    /// A file that is packed or left out.
    private struct Entry {
        let image: ExportContents.Image
        let path: String?
        let reason: String
    }

    private let contents: ExportContents
    private let folders: [(name: String, owner: ExportContents.ClassContents, entries: [Entry])]

    init(_ contents: ExportContents) {
        self.contents = contents
        let takesSoundOnly = contents.strategy == "iais_audio_dataset_export"
        var names = ArchiveNames()
        folders = contents.classes.map { owner in
            let folder = names.name(owner.label, or: "class")
            var files = ArchiveNames()
            let entries = owner.images.map { image in
                guard let file = image.file else {
                    return Entry(image: image, path: nil, reason: "the file is not stored")
                }
                if takesSoundOnly, MediaKind(mediaType: file.mediaType) != .audio {
                    return Entry(image: image, path: nil, reason: "\(file.mediaType) is not audio")
                }
                return Entry(image: image, path: "\(folder)/\(files.name(file.name, or: "file"))", reason: "")
            }
            return (folder, owner, entries)
        }
    }

    /// Writes the archive and returns its size in bytes.
    ///
    /// - Throws: `SystemError` when a file cannot be read or written.
    func write(to file: File) throws -> Int {
        var writer = ZipWriter(modified: contents.time.unixSeconds)
        try writer.add("manifest.json", Array(manifest.pretty().utf8))
        if contents.strategy == "iais_audio_dataset_export" { try writer.add("metadata.csv", table) }
        for folder in folders {
            try writer.add(folder.name + "/", [])
            for entry in folder.entries {
                // Pictures and sounds are compressed already.
                if let path = entry.path, let stored = entry.image.file {
                    try writer.add(path, stored.payload, method: .store)
                }
            }
        }
        do {
            return try writer.write(to: file)
        } catch ZipError.fileFailure(let error) {
            throw error
        }
    }

    /// The log: what was packed and what was left out.
    var log: [UInt8] {
        let name = contents.dataset["name"]?.string ?? ""
        let time = contents.time.text(.zoned)
        var lines = ["\(time) export \(contents.export): \(contents.strategy) of dataset \(oneLine(name))"]
        var packed = 0
        for folder in folders {
            let count = folder.entries.count { $0.path != nil }
            packed += count
            lines.append(
                "\(time) class \(oneLine(folder.owner.label)): \(count) of \(folder.entries.count) files in \(folder.name)/"
            )
            for entry in folder.entries where entry.path == nil {
                lines.append("\(time) left out \(oneLine(entry.image.uri)): \(entry.reason)")
            }
        }
        lines.append("\(time) done: \(folders.count) classes, \(packed) files")
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private var manifest: JSON {
        [
            "export": .string(contents.export), "strategy": .string(contents.strategy),
            "time_created": .string(contents.time.text(.zoned)), "dataset": contents.dataset,
            "classes": .array(
                folders.map { folder in
                    [
                        "id": .string(folder.owner.id), "label": .string(folder.owner.label),
                        "reference": .string(folder.owner.reference), "active": .bool(folder.owner.isActive),
                        "notes": .string(folder.owner.notes), "folder": .string(folder.name),
                        "images": .array(folder.entries.map(record)),
                    ]
                }),
        ]
    }

    private func record(_ entry: Entry) -> JSON {
        let file = entry.image.file
        return [
            "id": .string(entry.image.id), "file_uri": .string(entry.image.uri),
            "file": entry.path.map(JSON.string) ?? .null, "active": .bool(entry.image.isActive),
            "notes": .string(entry.image.notes), "mime_type": file.map { .string($0.mediaType) } ?? .null,
            "file_size": file.map { .int($0.payload.count) } ?? .null,
            "sha256": file.map { .string($0.digest) } ?? .null,
        ]
    }

    /// The sounds as a table, for tools that do not read JSON.
    private var table: [UInt8] {
        var writer = CSVWriter()
        writer.append(["path", "label", "reference", "duration", "sha256"])
        for folder in folders {
            for entry in folder.entries {
                guard let path = entry.path, let file = entry.image.file else { continue }
                writer.append([path, folder.owner.label, folder.owner.reference, "\(file.duration)", file.digest])
            }
        }
        return writer.bytes
    }
}
