// Reads text from PDF documents, as far as it is in content streams and simple encodings.

import System
import Zlib

/// Reads the text of PDF documents (ISO 32000-1, section 9.4). Scanned text and text in custom encodings are not found.
public enum PDFText {
    /// The largest document that is read, in bytes.
    public static let maximumBytes = 64 << 20
    private static let maximumStream = 16 << 20
    /// A stream takes some microseconds, however short it is.
    private static let stepsPerStream = 64
    /// The longest dictionary of a stream that is looked at, in bytes.
    private static let maximumDictionary = 2048

    /// The lines of each page; empty if the bytes are not a PDF. A page without text has no lines.
    ///
    /// - Throws: `WorkError` when the document needs more than the budget has.
    public static func pages(of bytes: [UInt8], budget: WorkBudget = WorkBudget()) throws(WorkError) -> [[String]] {
        guard bytes.count <= maximumBytes, bytes.starts(with: Array("%PDF-".utf8)) else { return [] }
        var pages: [[String]] = []
        var position = 0
        while let start = try find("stream", in: bytes, from: position, budget) {
            // "endstream" ends with the same word.
            guard start < 3 || !bytes[..<start].hasSuffix("end") else {
                position = start + 6
                continue
            }
            var begin = start + 6
            if begin < bytes.count, bytes[begin] == 0x0D { begin += 1 }
            if begin < bytes.count, bytes[begin] == 0x0A { begin += 1 }
            guard let end = try find("endstream", in: bytes, from: begin, budget) else { break }
            try budget.step(stepsPerStream)
            let head = dictionary(in: bytes[max(position, start - maximumDictionary)..<start])
            position = end + 9
            guard let content = try unpacked(bytes[begin..<end], head, budget) else { continue }
            try budget.hold(content.count)
            defer { budget.release(content.count) }
            guard try find("BT", in: content, from: 0, budget) != nil,
                try find("ET", in: content, from: 0, budget) != nil
            else { continue }
            var reader = PDFContentReader(content, budget: budget)
            try budget.count(pages: 1)
            pages.append(try reader.lines())
        }
        let count = try pageCount(bytes, budget)
        if count > pages.count {
            try budget.count(pages: count - pages.count)
            pages += Array(repeating: [], count: count - pages.count)
        }
        return pages
    }

    /// The number of visible page objects. Those in compressed object streams are not visible.
    private static func pageCount(_ bytes: [UInt8], _ budget: WorkBudget) throws(WorkError) -> Int {
        var count = 0
        var position = 0
        while let place = try find("/Type", in: bytes, from: position, budget) {
            position = place + 5
            var index = position
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D {
                index += 1
            }
            position = index
            let rest = bytes[index..<min(index + 6, bytes.count)]
            if rest.starts(with: Array("/Page".utf8)), rest.count < 6 || rest.last != UInt8(ascii: "s") { count += 1 }
        }
        return max(1, count)
    }

    /// The dictionary at the end of `bytes`: what follows the last `obj`.
    private static func dictionary(in bytes: ArraySlice<UInt8>) -> String {
        var start = bytes.endIndex
        while start > bytes.startIndex {
            if bytes[start - 1] == UInt8(ascii: "j"), bytes[..<start].hasSuffix("obj") { break }
            start -= 1
        }
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    /// The content of a stream; nil if it is not text or too large. What is unpacked is charged to the budget, even
    /// when it cannot be used.
    private static func unpacked(
        _ data: ArraySlice<UInt8>, _ head: String, _ budget: WorkBudget
    ) throws(WorkError) -> [UInt8]? {
        guard !head.contains("/Image"), !head.contains("/FontFile"), !head.contains("/Length1") else { return nil }
        var data = data
        while let last = data.last, last == 0x0A || last == 0x0D { data = data.dropLast() }
        if head.contains("/ASCII85Decode") || head.contains("/A85") {
            guard let decoded = try ASCII85.decode(data, maximum: maximumStream, budget: budget) else { return nil }
            data = decoded[...]
        }
        if head.contains("/FlateDecode") || head.contains("/Fl ") {
            let most = budget.unpackedBytesLeft
            var left = most
            let content = try? Inflate.bytes(of: data, maximum: maximumStream, budget: &left)
            try budget.unpack(most - left)
            return content
        }
        let known = head.contains("/Filter") ? head.contains("/ASCII85Decode") : true
        guard known, data.count <= maximumStream else { return nil }
        return Array(data)
    }

    /// The place of a word at `start` or behind it.
    private static func find(
        _ word: StaticString, in bytes: [UInt8], from start: Int, _ budget: WorkBudget
    ) throws(WorkError) -> Int? {
        let word = Array(word.description.utf8)
        guard let first = word.first else { return nil }
        var index = start
        while index + word.count <= bytes.count {
            if bytes[index] == first, bytes[index..<index + word.count].elementsEqual(word) {
                try budget.step((index - start) / 64 + 1)
                return index
            }
            index += 1
        }
        try budget.step(max(0, index - start) / 64)
        return nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ word: String) -> Bool {
        suffix(word.utf8.count).elementsEqual(word.utf8)
    }
}
