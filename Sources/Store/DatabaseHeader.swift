// The first 100 bytes of a database (SQLite file format, section 1.3).

/// What the header of a serialized database says.
struct DatabaseHeader {
    /// Bytes of a page, for new databases. Small ones keep the prebuilt image and each write small.
    static let pageSize = 1024

    private static let magic = Array("SQLite format 3\0".utf8)

    /// Bytes of a page.
    let pageSize: Int
    /// `PRAGMA user_version`: the version of the schema.
    let version: Int
    /// `PRAGMA application_id`: whose database it is.
    let application: Int

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 512, bytes.starts(with: Self.magic) else { return nil }
        func number(at offset: Int) -> Int {
            Int(Int32(truncatingIfNeeded: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }))
        }
        let size = Int(bytes[16]) << 8 | Int(bytes[17])
        pageSize = size == 1 ? 65_536 : size
        version = number(at: 60)
        application = number(at: 68)
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0, bytes.count % pageSize == 0 else { return nil }
    }
}
