// Documents that are kept until their world changes: clients that wait for a record ask for it again and again.

import Contract
import Store
import System

/// JSON documents about single records of one tenant. They hold as long as nothing is written to its database.
struct KeptDocuments {
    /// Larger documents are made anew each time.
    private static let largest = 4 << 10
    /// A power of two: as many records as a few clients wait for at once.
    private static let placeBits = 6

    private struct Document {
        let operation: Operation
        let record: String
        /// What its links begin with.
        let base: String
        /// The time that it shows something of; nil when it is the same at all times.
        let instant: Instant?
        /// The version of the database that it was read from.
        let version: Int
        let bytes: [UInt8]
    }

    private var places: [Document?] = []

    /// The document about a record, if it is still right.
    func document(of operation: Operation, _ record: String, base: String, at now: Instant, version: Int) -> [UInt8]? {
        guard !places.isEmpty, let kept = places[Self.place(of: record)], kept.version == version,
            kept.operation === operation, kept.record == record, kept.instant ?? now == now, kept.base == base
        else { return nil }
        return kept.bytes
    }

    /// Keeps a document about a record, in place of another one.
    ///
    /// - Parameter instant: the time that it shows something of; nil when it is the same at all times.
    mutating func keep(
        _ bytes: [UInt8], of operation: Operation, _ record: String, base: String, at instant: Instant?, version: Int
    ) {
        guard bytes.count <= Self.largest else { return }
        if places.isEmpty { places = Array(repeating: nil, count: 1 << Self.placeBits) }
        places[Self.place(of: record)] = Document(
            operation: operation, record: record, base: base, instant: instant, version: version, bytes: bytes)
    }

    private static func place(of record: String) -> Int {
        let utf8 = record.utf8
        let bytes = utf8.span
        let first = bytes.word(at: 0, length: 8)
        let last = bytes.count > 8 ? bytes.word(at: bytes.count - 8, length: 8) : 0
        // Fibonacci hashing: the high bits of the product depend on all bits.
        return Int(((first ^ last) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - placeBits))
    }
}

extension Call {
    /// The answer about one record, from the last time that it was asked for if nothing can have changed since, else made.
    ///
    /// It must say nothing but what is stored in the tenant's database, what its links begin with, and the time.
    ///
    /// - Parameters:
    ///   - record: which record; with the operation it must name one.
    ///   - make: makes the JSON document, and says whether it is the same at all times; nil when there is no such record.
    public func kept(
        _ record: String, _ make: () throws -> (document: Reply, isTimeless: Bool)?
    ) rethrows -> Reply? {
        let version = database.version
        if let bytes = tenant.kept.document(of: operation, record, base: links.base, at: now, version: version) {
            return .json(serialized: bytes)
        }
        guard let (reply, isTimeless) = try make() else { return nil }
        if case .ready(.json(let bytes)) = reply.kind, reply.status == 200, reply.headers.isEmpty {
            tenant.kept.keep(
                bytes, of: operation, record, base: links.base, at: isTimeless ? nil : now, version: version)
        }
        return reply
    }
}
