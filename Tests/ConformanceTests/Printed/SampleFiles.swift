// Files of every format that the pages list.

import TestSupport

/// Makes small files.
enum SampleFiles {
    /// A file by its ending.
    static func bytes(_ ending: String) throws -> [UInt8] {
        switch ending {
        case "csv": StudioTour.csv
        case "txt": Array("A quiet room\nCold soup\n".utf8)
        case "json": Array(#"[{"text":"A quiet room","label":"POS","class":"room"}]"#.utf8)
        case "jsonl": Array(#"{"text":"A quiet room","label":"POS","class":"room"}"#.utf8)
        case "xlsx", "xslx": try TestArchive.fixture("rows.xlsx")
        case "pdf": StudioTour.invoice
        case "png": try TestArchive.fixture("picture.png")
        case "jpg", "jpeg": try TestArchive.fixture("photo.jpg")
        default: Array("picture".utf8)
        }
    }
}
