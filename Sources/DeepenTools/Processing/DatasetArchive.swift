// An uploaded zip archive: its usable entries, read through once.

import Formats
import System

/// An archive on its way into a dataset.
final class DatasetArchive {
    /// The entries that are files, without what file managers leave behind, in natural order of their names.
    let entries: [ZipReader.Entry]
    private let zip: ZipReader

    /// - Throws: ``ZipError`` for what is no archive, or one with an entry that leads out of it.
    init(_ payload: Payload) throws(ZipError) {
        zip = try ZipReader(payload)
        entries = zip.entries.filter { !$0.isDirectory && !Self.isLitter($0.name) }
            .sorted { NaturalOrder.isBefore($0.name, $1.name) }
    }

    /// The entry with exactly this name.
    func entry(named name: String) -> ZipReader.Entry? {
        zip.entry(named: name)
    }

    /// The whole of a small entry.
    func read(_ entry: ZipReader.Entry, maximum: Int) throws(ZipError) -> [UInt8] {
        try zip.read(entry, maximum: maximum)
    }

    /// Reads an entry to its end, so that a damaged one or a bomb is found; `body` sees its pieces.
    func read(_ entry: ZipReader.Entry, _ body: (ArraySlice<UInt8>) -> Void = { _ in }) throws(ZipError) {
        try zip.read(entry) { (piece) throws(ZipError) in body(piece) }
    }

    /// Reads an entry to its end and returns at most `count` of its first bytes.
    func prefix(of entry: ZipReader.Entry, count: Int) throws(ZipError) -> [UInt8] {
        var prefix: [UInt8] = []
        try read(entry) { piece in
            if prefix.count < count { prefix += piece.prefix(count - prefix.count) }
        }
        return prefix
    }

    /// Resource forks, folder settings and other files whose names begin with a dot.
    private static func isLitter(_ name: String) -> Bool {
        name.hasPrefix("__MACOSX/") || name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
}

/// Names with numbers in them in the order in which people count.
enum NaturalOrder {
    /// Whether `left` comes before `right`: runs of digits compare by their value, everything else byte by byte.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if isDigit(a[i]), isDigit(b[j]) {
                let (first, second) = (digits(a, from: i), digits(b, from: j))
                let (x, y) = (first.drop { $0 == 48 }, second.drop { $0 == 48 })
                if x.count != y.count { return x.count < y.count }
                if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
                if first.count != second.count { return first.count < second.count }
                i = first.endIndex
                j = second.endIndex
            } else if a[i] != b[j] {
                return a[i] < b[j]
            } else {
                i += 1
                j += 1
            }
        }
        return a.count - i < b.count - j
    }

    private static func digits(_ bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
        bytes[start...].prefix(while: isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

/// The parts of an entry's name.
struct EntryPath {
    /// The folders, without a final slash; empty at the top.
    let folder: String
    /// The last part without its extension.
    let stem: String
    /// The extension in lower case, without its dot; empty when there is none.
    let ending: String

    init(_ name: String) {
        let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
        folder = slash.map { String(name[..<$0]) } ?? ""
        let last = slash.map { name[name.utf8.index(after: $0)...] } ?? name[...]
        if let dot = last.utf8.lastIndex(of: UInt8(ascii: ".")), dot > last.startIndex {
            stem = String(last[..<dot])
            ending = last[last.utf8.index(after: dot)...].lowercased()
        } else {
            stem = String(last)
            ending = ""
        }
    }

    /// Whether the name is that of a picture.
    var isImage: Bool { ["png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff"].contains(ending) }
}
