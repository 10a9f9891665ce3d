// The name of an archive's entry, split into folder, stem and extension.

/// The parts of an entry's name.
struct EntryPath {
    /// The folders, without a final slash; empty at the top.
    let folder: String
    /// The last part without its extension.
    let stem: String
    /// The extension in lower case, without its dot; empty when there is none.
    let ending: String

    init(_ name: String) {
        let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
        folder = slash.map { String(name[..<$0]) } ?? ""
        let last = slash.map { name[name.utf8.index(after: $0)...] } ?? name[...]
        if let dot = last.utf8.lastIndex(of: UInt8(ascii: ".")), dot > last.startIndex {
            stem = String(last[..<dot])
            ending = last[last.utf8.index(after: dot)...].lowercased()
        } else {
            stem = String(last)
            ending = ""
        }
    }

    /// Whether the name is that of a picture.
    var isImage: Bool { ["png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff"].contains(ending) }
}
