// Data directories: one owner, checked before they are changed, whole after a crash.

import Store
import System
import Testing

@Suite struct DataDirectoryTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func image(version: Int) throws -> [UInt8] {
        let database = try Database.inMemory()
        try database.execute(
            script: """
                PRAGMA user_version = \(version);
                CREATE TABLE blobs (id TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB);
                CREATE TABLE t (a);
                """)
        try database.commit()
        return try database.serialize()
    }

    private var worldPath: String { folder.path + "/data/tenants/one/world.db" }

    private func make(version: Int) throws {
        let directory = try DataDirectory(opening: folder.path + "/data")
        let (database, _) = try directory.openTenant("one", image: try image(version: version))
        try database.execute("INSERT INTO t VALUES (42)")
        try database.commit()
        database.close()
    }

    @Test("tenants are there again, and gone when removed")
    func keepsTenants() throws {
        try make(version: 1)
        let directory = try DataDirectory(opening: folder.path + "/data")
        #expect(try directory.tenantNames() == ["one"])
        let (database, _) = try directory.openTenant("one", image: try image(version: 1))
        #expect(try database.scalarInt("SELECT a FROM t") == 42)
        database.close()
        try directory.removeTenant("one")
        #expect(try directory.tenantNames() == [])
        #expect(throws: StoreError.self) { try directory.openTenant("../up", image: []) }
    }

    @Test("a second owner is refused")
    func locks() throws {
        let directory = try DataDirectory(opening: folder.path + "/data")
        let error = #expect(throws: StoreError.self) { try DataDirectory(opening: folder.path + "/data") }
        #expect(error?.message.contains("locked by process") == true)
        _ = directory.temporaryPath
    }

    @Test("a newer schema, an unknown way, rubbish and an empty file are refused and left alone")
    func refuses() throws {
        try make(version: 2)
        let directory = try DataDirectory(opening: folder.path + "/data")
        let before = try Files.read(worldPath, maximumBytes: 1 << 20)
        let newer = #expect(throws: StoreError.self) { try directory.openTenant("one", image: try image(version: 1)) }
        #expect(newer?.message.contains("use a newer one") == true)
        let older = #expect(throws: StoreError.self) { try directory.openTenant("one", image: try image(version: 3)) }
        #expect(older?.message.contains("knows no way") == true)
        #expect(try Files.read(worldPath, maximumBytes: 1 << 20) == before)
        for content in [[UInt8](repeating: 65, count: 5000), []] {
            try Files.writeAtomically(content, to: worldPath)
            #expect(throws: StoreError.self) { try directory.openTenant("one", image: try image(version: 2)) }
            #expect(try Files.read(worldPath, maximumBytes: 1 << 20) == content)
        }
    }
}
