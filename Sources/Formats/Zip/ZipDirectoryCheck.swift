// Checks the end of an archive before libzip reads it, because libzip allocates memory for every announced entry.

import System

/// Finds the end-of-central-directory records (APPNOTE 4.3.14 to 4.3.16) and checks them against limits.
enum ZipDirectoryCheck {
    /// A record has 22 bytes and a comment of up to 65535.
    private static let mostTailBytes = 22 + 65535

    /// Throws `notAnArchive` if there is no such record, `tooManyEntries` if one of them announces too much, and
    /// `fileFailure`. libzip chooses among several records by rules of its own, so all of them must pass.
    static func check(_ payload: Payload, _ limits: ZipLimits) throws(ZipError) {
        let tail: [UInt8]
        let start = max(0, payload.count - mostTailBytes)
        do {
            tail = try payload.read(at: start, count: payload.count - start)
        } catch {
            throw .fileFailure(error)
        }
        var reader = PayloadReader(payload, budget: WorkBudget())
        var found = false
        guard tail.count >= 22 else { throw .notAnArchive }
        for index in 0...tail.count - 22 where tail[index] == 0x50 {
            guard tail[index + 1] == 0x4B, tail[index + 2] == 5, tail[index + 3] == 6 else { continue }
            found = true
            let record = start + index
            guard let entries = reader.little(2, at: record + 10), let size = reader.little(4, at: record + 12) else {
                throw .notAnArchive
            }
            try check(entries: entries, bytes: size == 0xFFFF_FFFF ? 0 : size, limits)
            guard record >= 20, reader.has("PK\u{6}\u{7}", at: record - 20) else { continue }
            guard let long = reader.little(8, at: record - 12) else { throw .tooManyEntries(limit: limits.entries) }
            guard long <= payload.count - 56, reader.has("PK\u{6}\u{6}", at: long) else { continue }
            guard let entries = reader.little(8, at: long + 32), let size = reader.little(8, at: long + 40) else {
                throw .tooManyEntries(limit: limits.entries)
            }
            try check(entries: entries, bytes: size, limits)
        }
        guard found else { throw .notAnArchive }
    }

    private static func check(entries: Int, bytes: Int, _ limits: ZipLimits) throws(ZipError) {
        // 65535 in the short record means that the long one has the number, or that there are exactly as many.
        guard entries <= limits.entries || entries == 0xFFFF, bytes <= limits.directoryBytes else {
            throw .tooManyEntries(limit: limits.entries)
        }
    }
}
