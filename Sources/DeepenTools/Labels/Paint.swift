// Packs, checks and cuts painted bytes. Pure work, for the thread pool.

import Emulator
import System
import Zlib

/// Work on the bytes of paint labels. Budgets are charged for what is unpacked and packed, and for what is held of it.
enum Paint {
    private static let pieceSize = 64 << 10

    /// `count` zeros as a zlib stream.
    ///
    /// - Throws: what stops the budget.
    static func blank(count: Int, budget: WorkBudget) throws(WorkError) -> [UInt8] {
        let writer = ZlibWriter()
        var rest = count
        while rest > 0 {
            let piece = min(rest, pieceSize)
            try pack([UInt8](repeating: 0, count: piece), into: writer, budget)
            rest -= piece
        }
        return writer.finish()
    }

    private static func pack(
        _ piece: [UInt8], into writer: ZlibWriter, _ budget: WorkBudget
    ) throws(WorkError) {
        let before = writer.count
        try budget.unpack(piece.count)
        writer.append(piece)
        try budget.hold(writer.count - before)
    }

    /// A client's bytes as a zlib stream: unchanged when they are one, packed when they came raw.
    ///
    /// - Throws: ``Problem`` 400 when they are neither, or when they contain a number without a category; `WorkError`.
    static func packed(_ body: Payload, planes: Int, metadata: PaintMetadata, budget: WorkBudget) throws -> Payload {
        var check = Check(total: metadata.total, planes: planes, categories: metadata.categories.count)
        do {
            try unpack(body, budget) { piece in
                try check.add(piece)
                return true
            }
            try check.finish()
            return body
        } catch is ZlibError {
            return .memory(try packedRaw(body, planes: planes, metadata: metadata, budget))
        }
    }

    private static func packedRaw(
        _ body: Payload, planes: Int, metadata: PaintMetadata, _ budget: WorkBudget
    ) throws -> [UInt8] {
        var check = Check(total: metadata.total, planes: planes, categories: metadata.categories.count)
        guard body.count == metadata.total * planes else {
            throw Problem.badRequest("The body must be a zlib stream or \(metadata.total * planes) raw bytes.")
        }
        let writer = ZlibWriter()
        var offset = 0
        while offset < body.count {
            let piece = try body.read(at: offset, count: pieceSize)
            guard !piece.isEmpty else { break }
            try check.add(piece[...])
            try pack(piece, into: writer, budget)
            offset += piece.count
        }
        try check.finish()
        return writer.finish()
    }

    /// The bytes of one frame, in every plane, as a zlib stream.
    static func part(
        of payload: Payload, planes: Int, total: Int, range: Range<Int>, budget: WorkBudget
    ) throws -> [UInt8] {
        let writer = ZlibWriter()
        var position = 0
        try unpack(payload, budget) { piece in
            for plane in 0..<planes {
                let wanted = (range.lowerBound + plane * total)..<(range.upperBound + plane * total)
                let common = wanted.clamped(to: position..<position + piece.count)
                guard !common.isEmpty else { continue }
                let start = piece.startIndex + common.lowerBound - position
                try pack(Array(piece[start..<start + common.count]), into: writer, budget)
            }
            position += piece.count
            return position < (planes - 1) * total + range.upperBound
        }
        return writer.finish()
    }

    private static func unpack(
        _ payload: Payload, _ budget: WorkBudget, _ body: (ArraySlice<UInt8>) throws -> Bool
    ) throws {
        var offset = 0
        try ZlibReader.read(
            next: {
                let piece = try payload.read(at: offset, count: pieceSize)
                offset += piece.count
                return piece
            },
            { piece in
                try budget.unpack(piece.count)
                return try body(piece)
            })
    }

    /// Counts the bytes, and checks those that stand for categories.
    private struct Check {
        let total: Int
        let planes: Int
        let categories: Int
        private var count = 0

        init(total: Int, planes: Int, categories: Int) {
            self.total = total
            self.planes = planes
            self.categories = categories
        }

        mutating func add(_ piece: ArraySlice<UInt8>) throws {
            guard piece.count <= total * planes - count else { throw wrongCount }
            if let wrong = piece.prefix(max(0, total - count)).first(where: { Int($0) > categories }) {
                throw Problem.badRequest(
                    "The body contains category \(wrong), but paint_categories has only \(categories).")
            }
            count += piece.count
        }

        func finish() throws {
            guard count == total * planes else { throw wrongCount }
        }

        private var wrongCount: Problem {
            .badRequest("The body must unpack to \(total * planes) bytes: \(planes) for each of \(total) points.")
        }
    }
}
