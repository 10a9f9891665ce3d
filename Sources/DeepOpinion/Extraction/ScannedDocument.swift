// An uploaded document as extraction reads it: pages with lines of text.

import Crypto
import Formats
import System

/// A document that fields are extracted from. Read on the thread pool.
struct ScannedDocument: Sendable {
    /// File extensions that are accepted.
    static let extensions: Set<String> = ["pdf", "jpg", "jpeg", "png", "tif", "tiff", "webp"]
    /// The largest file, in bytes.
    static let maximumBytes = 64 << 20

    let name: String
    /// The lines of each page; at least one page.
    let pages: [[String]]
    /// Whether there is any text; pictures have none.
    let hasText: Bool
    /// Equal for equal files.
    let digest: UInt64

    /// Whether a file of this name is accepted.
    static func accepts(_ filename: String) -> Bool {
        guard let dot = filename.lastIndex(of: ".") else { return false }
        return extensions.contains(filename[filename.index(after: dot)...].lowercased())
    }

    /// - Throws: `WorkError` when the document needs more than the budget has.
    init(_ name: String, _ payload: Payload, budget: WorkBudget) throws {
        self.name = name
        try budget.hold(payload.count)
        defer { budget.release(payload.count) }
        let bytes = try payload.bytes(maximum: Self.maximumBytes)
        digest = stableHash(bytes)
        let found = try PDFText.pages(of: bytes, budget: budget)
        if !found.isEmpty {
            pages = found
        } else if try ImageHeader.read(Array(bytes.prefix(4096)), budget: budget) == nil,
            let text = Self.plainText(bytes)
        {
            try budget.count(pages: 1 + text.utf8.count { $0 == 0x0C })
            pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false).map { page in
                page.split(whereSeparator: \.isNewline).map(String.init)
            }
        } else {
            try budget.count(pages: 1)
            pages = [[]]
        }
        hasText = pages.contains { !$0.isEmpty }
    }

    /// Test files are often plain text with another extension.
    private static func plainText(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= 1 << 20, !bytes.contains(where: { $0 < 0x09 || (0x0E..<0x20).contains($0) }) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
