// Reads zip archives from untrusted sources.

import CZip
import System

/// A zip archive opened for reading. Its directory is read and checked at once, its entries on demand.
///
/// Confined to one thread: create, use and drop it within one piece of pool work.
@safe public final class ZipReader {
    /// Every entry, in the order of the directory.
    public let entries: [Entry]

    private let archive: OpaquePointer
    private let limits: ZipLimits
    private let budget: WorkBudget?
    private let indices: [String: Int]
    private var totalBytes = 0

    /// Opens an archive in memory or in a file.
    ///
    /// Throws `ZipError` if it is not an archive, the directory is damaged, there are too many entries, or a name is
    /// unsafe or occurs twice. Encrypted entries and unknown methods are errors only when such an entry is read.
    ///
    /// - Parameter budget: is charged for what is unpacked.
    public init(_ payload: Payload, limits: ZipLimits = .standard, budget: WorkBudget? = nil) throws(ZipError) {
        try ZipDirectoryCheck.check(payload, limits)
        let archive = try unsafe Self.open(payload)
        do {
            entries = try unsafe Self.directory(of: archive, limits)
        } catch {
            unsafe zip_discard(archive)
            throw error
        }
        unsafe self.archive = unsafe archive
        self.limits = limits
        self.budget = budget
        indices = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.index) })
    }

    deinit {
        unsafe zip_discard(archive)
    }

    /// The entry with exactly this name; nil if there is none.
    public func entry(named name: String) -> Entry? {
        indices[name].map { entries[$0] }
    }

    /// Unpacks an entry and checks it against its checksum and its claimed size.
    ///
    /// Throws `ZipError`: `entryTooLarge` above `maximum` bytes, `suspiciousRatio`, `archiveTooLarge`, `encrypted`,
    /// `unsupportedMethod`, `damaged`; or `WorkError` when the budget is used up. Bytes are counted while they are
    /// unpacked; claims are not trusted.
    public func read(_ entry: Entry, maximum: Int) throws -> [UInt8] {
        guard entry.uncompressedSize <= maximum else { throw ZipError.entryTooLarge(entry.name, limit: maximum) }
        var bytes: [UInt8] = []
        // A buffer that grows is held twice for a while. Deflate cannot exceed 1032 : 1, so a larger claim is a lie.
        let isPossible = entry.uncompressedSize / 1032 <= entry.compressedSize
        bytes.reserveCapacity(isPossible ? entry.uncompressedSize : 0)
        try read(entry) { piece in
            guard piece.count <= maximum - bytes.count else { throw ZipError.entryTooLarge(entry.name, limit: maximum) }
            bytes.append(contentsOf: piece)
        }
        return bytes
    }

    /// Unpacks an entry in pieces of at most 64 KiB, for entries too large for memory.
    ///
    /// The checksum is known only at the end, so a piece may turn out to be part of a damaged entry. Throws what
    /// `body` throws, and the errors of `read(_:maximum:)`.
    public func read(_ entry: Entry, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        guard !entry.isEncrypted else { throw ZipError.encrypted(entry.name) }
        guard entry.isSupported else { throw ZipError.unsupportedMethod(entry.name) }
        guard let file = unsafe zip_fopen_index(archive, UInt64(entry.index), 0) else {
            throw unsafe ZipError.last(zip_get_error(archive))
        }
        defer { unsafe zip_fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var count = 0
        while true {
            let read = unsafe buffer.withUnsafeMutableBytes { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                return Int(unsafe zip_fread(file, start, UInt64(buffer.count)))
            }
            guard read >= 0 else {
                throw unsafe ZipError.last(zip_file_get_error(file))
            }
            guard read > 0 else { break }
            try budget?.unpack(read)
            count += read
            totalBytes += read
            try check(entry, count: count)
            try body(buffer[..<read])
        }
        guard count == entry.uncompressedSize else {
            throw ZipError.damaged("an entry is shorter than the directory says")
        }
    }

    private func check(_ entry: Entry, count: Int) throws(ZipError) {
        guard totalBytes <= limits.totalBytes else { throw .archiveTooLarge(limit: limits.totalBytes) }
        guard count <= entry.uncompressedSize else { throw .damaged("an entry is longer than the directory says") }
        if count > limits.ratioGraceBytes, count / limits.ratio > entry.compressedSize {
            throw .suspiciousRatio(entry.name, limit: limits.ratio)
        }
    }

    private static func open(_ payload: Payload) throws(ZipError) -> OpaquePointer {
        guard let source = unsafe ZipSource.make(payload) else { throw .damaged("no memory for a reader") }
        var error = unsafe zip_error_t()
        unsafe zip_error_init(&error)
        defer { unsafe zip_error_fini(&error) }
        guard let archive = unsafe zip_open_from_source(source, ZIP_RDONLY, &error) else {
            unsafe zip_source_free(source)
            if unsafe error.zip_err == ZIP_ER_NOZIP { throw .notAnArchive }
            throw unsafe .last(&error)
        }
        return unsafe archive
    }

    private static func directory(of archive: OpaquePointer, _ limits: ZipLimits) throws(ZipError) -> [Entry] {
        let count = Int(unsafe zip_get_num_entries(archive, 0))
        guard count <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
        var names: Set<String> = []
        var entries: [Entry] = []
        entries.reserveCapacity(max(0, count))
        for index in 0..<max(0, count) {
            let entry = try unsafe entry(index, of: archive)
            guard Entry.isSafe(entry.name) else { throw .unsafeName(entry.name) }
            guard names.insert(entry.name).inserted else { throw .duplicateName(entry.name) }
            entries.append(entry)
        }
        return entries
    }

    private static func entry(_ index: Int, of archive: OpaquePointer) throws(ZipError) -> Entry {
        var stat = unsafe zip_stat_t()
        unsafe zip_stat_init(&stat)
        guard unsafe zip_stat_index(archive, UInt64(index), 0, &stat) == 0, let name = unsafe stat.name,
            let compressed = Int(exactly: unsafe stat.comp_size), let uncompressed = Int(exactly: unsafe stat.size)
        else { throw .damaged("entry \(index) of its directory cannot be read") }
        let method = Int32(unsafe stat.comp_method)
        return Entry(
            index: index,
            name: unsafe String(cString: name),
            compressedSize: compressed,
            uncompressedSize: uncompressed,
            isEncrypted: unsafe stat.encryption_method != ZIP_EM_NONE,
            isSupported: method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE
        )
    }
}
