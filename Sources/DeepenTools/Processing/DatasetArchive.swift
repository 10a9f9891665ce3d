// An uploaded zip archive and its usable entries.

import Formats
import System

/// An archive that is turned into a dataset.
final class DatasetArchive {
    /// The entries that are files, without the litter of file managers, in natural order of their names.
    let entries: [ZipReader.Entry]
    private let zip: ZipReader

    /// - Throws: ``ZipError`` when it is no archive, or when an entry's path leads out of it.
    init(_ payload: Payload, budget: WorkBudget) throws(ZipError) {
        zip = try ZipReader(payload, budget: budget)
        entries = zip.entries.filter { !$0.isDirectory && !Self.isLitter($0.name) }
            .sorted { NaturalOrder.isBefore($0.name, $1.name) }
    }

    /// The entry with exactly this name.
    func entry(named name: String) -> ZipReader.Entry? {
        zip.entry(named: name)
    }

    /// Reads a small entry as a whole.
    func read(_ entry: ZipReader.Entry, maximum: Int) throws -> [UInt8] {
        try zip.read(entry, maximum: maximum)
    }

    /// Reads an entry to its end, which finds damage and zip bombs; `body` sees its pieces.
    func read(_ entry: ZipReader.Entry, _ body: (ArraySlice<UInt8>) -> Void = { _ in }) throws {
        try zip.read(entry, body)
    }

    /// Reads an entry to its end and returns at most `count` of its first bytes.
    func prefix(of entry: ZipReader.Entry, count: Int) throws -> [UInt8] {
        var prefix: [UInt8] = []
        try read(entry) { piece in
            if prefix.count < count { prefix += piece.prefix(count - prefix.count) }
        }
        return prefix
    }

    /// Resource forks, and folder settings and other files whose names begin with a dot.
    private static func isLitter(_ name: String) -> Bool {
        name.hasPrefix("__MACOSX/") || name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
}
