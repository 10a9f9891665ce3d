// Documents.

import Formats
import System

/// The text of PDF files.
enum Documents {
    static func pdf(_ bytes: [UInt8]) throws -> Bool {
        let budget = WorkBudget.forOneInput()
        guard let pages = try? PDFText.pages(of: bytes, budget: budget) else { return false }
        try promise(pages.count <= 200, "Every page is charged.")
        return !pages.isEmpty
    }
}
