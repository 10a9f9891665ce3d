// Whether contents and their files agree.

import System

extension BlobStore {
    /// Contents whose file is missing or has another size.
    public func damages() throws -> [String] {
        guard let directory else { return [] }
        var sentences: [String] = []
        let rows = try database.all("SELECT id, size FROM blobs WHERE content IS NULL ORDER BY id") {
            (id: $0.text(0), size: $0.int(1))
        }
        for row in rows {
            let path = "\(directory)/\(row.id)"
            guard Files.exists(path) else {
                sentences.append("The file of content \(row.id) is missing.")
                continue
            }
            let size = try File(opening: path, mode: .read).size()
            if size != row.size {
                sentences.append("The file of content \(row.id) has \(size) bytes instead of \(row.size).")
            }
        }
        return sentences
    }
}
