// Writes zip archives whose bytes depend only on their content.

import CZip
import System

/// Collects entries and writes them as one archive. Equal entries and equal times give equal bytes, given the same
/// zlib.
public struct ZipWriter: Sendable {
    /// How an entry is packed.
    public enum Method: Sendable {
        /// Deflate, for text and other data that compresses well.
        case deflate
        /// Uncompressed, for images, videos and archives, which are already compressed.
        case store
    }

    private struct Item: Sendable {
        let name: String
        let payload: Payload
        let method: Method

        var isDirectory: Bool { name.utf8.last == UInt8(ascii: "/") }
    }

    private var items: [Item] = []
    private var names: Set<String> = []
    private let modified: Int

    /// Creates an empty archive. `modified` becomes the time of every entry: seconds since 1970, written as UTC. Times
    /// before 1980 or after 2107 are moved into the range of the format.
    public init(modified: Int) {
        self.modified = modified
    }

    /// Adds an entry. A name that ends with `/` is a folder, whose payload must be empty. Throws `unsafeName` and
    /// `duplicateName`.
    public mutating func add(_ name: String, _ payload: Payload, method: Method = .deflate) throws(ZipError) {
        guard ZipReader.Entry.isSafe(name), name.utf8.last != UInt8(ascii: "/") || payload.count == 0 else {
            throw .unsafeName(name)
        }
        guard names.insert(name).inserted else { throw .duplicateName(name) }
        items.append(Item(name: name, payload: payload, method: method))
    }

    /// Adds an entry from bytes in memory; see `add(_:_:method:)`.
    public mutating func add(_ name: String, _ bytes: [UInt8], method: Method = .deflate) throws(ZipError) {
        try add(name, Payload.memory(bytes), method: method)
    }

    /// Returns the archive in memory. Throws `ZipError` if a payload cannot be read or memory runs out.
    public func bytes() throws(ZipError) -> [UInt8] {
        guard !items.isEmpty else { return Self.emptyArchive }
        let sink = ZipSink()
        try write(to: sink)
        return sink.bytes
    }

    /// Writes the archive to an empty file and returns its size in bytes. Throws `ZipError` if a payload cannot be read
    /// or the file cannot be written; the content of the file is then undefined.
    public func write(to file: File) throws(ZipError) -> Int {
        let sink = ZipSink(file: file)
        guard !items.isEmpty else {
            do {
                try file.write(Self.emptyArchive, at: 0)
            } catch {
                throw .fileFailure(error)
            }
            return Self.emptyArchive.count
        }
        try write(to: sink)
        return sink.count
    }

    /// Just the end record (APPNOTE 4.3.16), because libzip writes nothing for an archive without entries.
    private static let emptyArchive: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

    private func write(to sink: ZipSink) throws(ZipError) {
        guard let source = unsafe sink.makeSource() else { throw .damaged("no memory for a writer") }
        var error = unsafe zip_error_t()
        unsafe zip_error_init(&error)
        defer { unsafe zip_error_fini(&error) }
        guard let archive = unsafe zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) else {
            unsafe zip_source_free(source)
            throw unsafe .damaged(String(cString: zip_error_strerror(&error)))
        }
        for item in items {
            guard unsafe add(item, to: archive) else {
                let reason = unsafe String(cString: zip_error_strerror(zip_get_error(archive)))
                unsafe zip_discard(archive)
                throw .damaged(reason)
            }
        }
        guard unsafe zip_close(archive) == 0 else {
            let failure = unsafe ZipError.last(zip_get_error(archive))
            unsafe zip_discard(archive)
            throw sink.failure.map { ZipError.fileFailure($0) } ?? failure
        }
    }

    private func add(_ item: Item, to archive: OpaquePointer) -> Bool {
        let index: Int64
        if item.isDirectory {
            index = unsafe zip_dir_add(archive, item.name, UInt32(ZIP_FL_ENC_UTF_8))
        } else {
            guard let source = unsafe ZipSource.make(item.payload) else { return false }
            index = unsafe zip_file_add(archive, item.name, source, UInt32(ZIP_FL_ENC_UTF_8))
            if index < 0 { unsafe zip_source_free(source) }
        }
        guard index >= 0 else { return false }
        let (time, date) = DOSTime.fields(of: modified)
        let method = item.method == .store ? ZIP_CM_STORE : ZIP_CM_DEFLATE
        return unsafe zip_file_set_dostime(archive, UInt64(index), time, date, 0) == 0
            && (item.isDirectory || zip_set_file_compression(archive, UInt64(index), method, 6) == 0)
    }
}
