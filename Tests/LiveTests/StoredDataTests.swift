// What older releases have stored: nothing of it is lost. The fixtures and the scripts that made them are in
// fixtures/stored.

import Crypto
import Foundation
import JSON
import Store
import Testing

@Suite("Stored data")
struct StoredDataTests {
    private static let external = "http://deepmock.test"

    /// A data directory of an older release, and what must be found in it.
    private struct Stored {
        let data: String
        let manifest: JSON

        /// Unpacks the fixture of a schema into a folder.
        init(version: Int, in folder: String) throws {
            let fixture = Folder.fixture("stored/version-\(version)")
            let unpacked = try Program.run("tar", ["-xzf", fixture + ".tar.gz", "-C", folder])
            try #require(unpacked.ending == .exit(0), "\(unpacked.errors)")
            data = "\(folder)/version-\(version)"
            manifest = try JSON(parsing: Folder.bytes(fixture + ".json"))
        }

        func database(of tenant: String) throws -> Database {
            try Database.open(path: "\(data)/tenants/\(tenant)/world.db", mayCreate: false)
        }

        /// Asks what an entry of the manifest names, with its credentials.
        func ask(_ entry: JSON, _ server: Server) throws -> Answer {
            let path = try #require(entry["path"]?.string)
            let credential = manifest["credentials"]?[entry["as"]?.string ?? ""]?.string
            guard let credential else { return try server.ask("GET", path) }
            return try server.ask("GET", path, ["Authorization": credential])
        }
    }

    private func serve(_ stored: Stored, _ body: (Server) throws -> Void) throws {
        try Server.run("--data", stored.data, "--external-url", Self.external) { server in try body(server) }
    }

    private func schema(_ database: Database) throws -> [String] {
        try database.all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid") { row in
            "\(row.text(0)) \(row.text(1)) \(row.text(2)) \(row.optionalText(3) ?? "")"
        }
    }

    @Test("a data directory of an older schema answers as before, and all that was under way ends", arguments: [1])
    func opens(version: Int) throws {
        try Folder.temporary { folder in
            let stored = try Stored(version: version, in: folder)
            try serve(stored) { server in
                for entry in try #require(stored.manifest["answers"]?.array) {
                    let answer = try stored.ask(entry, server)
                    if let json = entry["json"] {
                        #expect(answer.json == json, "\(entry["path"]?.string ?? "")")
                    } else {
                        #expect(Hex.encode(SHA256.digest(of: answer.body)) == entry["sha256"]?.string)
                    }
                }
            }
            try serve(stored) { server in
                for tenant in ["", "/t/second"] {
                    let answer = try server.ask("POST", "\(tenant)/__admin/clock/advance", json: ["to": "idle"])
                    #expect(answer.json["complete"] == true)
                }
                for entry in try #require(stored.manifest["ends"]?.array) {
                    let end = try stored.ask(entry, server).json[entry["member"]?.string ?? ""]
                    #expect(end == entry["value"], "\(entry["path"]?.string ?? "")")
                }
            }
        }
    }

    @Test("every row of an older schema is there, in tables like those of a new tenant", arguments: [1])
    func keepsRows(version: Int) throws {
        try Folder.temporary { folder in
            let stored = try Stored(version: version, in: folder)
            try serve(stored) { server in
                let made = try server.ask("POST", "/__admin/tenants", json: ["name": "new"])
                #expect(made.status == 201)
            }
            let fresh = try schema(stored.database(of: "new"))
            for (tenant, tables) in try #require(stored.manifest["rows"]?.object) {
                let database = try stored.database(of: tenant)
                #expect(try schema(database) == fresh)
                #expect(try database.scalarText("PRAGMA integrity_check") == "ok")
                #expect(try !database.exists("PRAGMA foreign_key_check"))
                for (table, count) in try #require(tables.object) {
                    #expect(try database.scalarInt(SQL(text: "SELECT count(*) FROM \(table)")) == count.int, "\(table)")
                }
            }
        }
    }

    @Test("on a full disk an older schema is refused and left alone, and room is all that it takes", arguments: [1])
    func fullDisk(version: Int) throws {
        try SmallDisk.mounted { disk in
            let stored = try Stored(version: version, in: disk.path)
            let folder = "\(stored.data)/tenants/default"
            func files() throws -> [[UInt8]] {
                try ["/world.db", "/world.db-wal"].map { try Folder.bytes(folder + $0) }
            }
            let before = try files()
            try disk.fill()
            let refused = try Program.deepmock("serve", "--port", "0", "--data", stored.data)
            #expect(refused.ending == .exit(1))
            #expect(refused.errors.contains("\(folder)/world.db"), "\(refused.errors)")
            #expect(try files() == before)
            #expect(try Folder.names(folder) == ["blobs", "world.db", "world.db-wal"])
            try disk.makeRoom()
            try serve(stored) { server in
                let jobs = try server.ask("GET", "/api/v1/jobs/", Bodies.key)
                #expect(jobs.json["total"] == 12)
            }
        }
    }

    @Test("a snapshot file of an older schema can be restored", arguments: [1])
    func takesSnapshots(version: Int) throws {
        let file = try Folder.bytes(Folder.fixture("stored/version-\(version).deepmock.zip"))
        try Server.run("--clock", "frozen") { server in
            let taken = try server.ask(
                "PUT", "/__admin/snapshots/old/file", ["Content-Type": "application/zip"], body: file)
            #expect(taken.status == 200, "\(taken.text)")
            #expect(try server.ask("POST", "/__admin/snapshots/old/restore").status == 200)
            #expect(try server.ask("GET", "/api/v1/jobs/", Bodies.key).json["data"]?[0]?["state"] == "processing")
            #expect(try server.ask("POST", "/__admin/clock/advance", json: ["to": "idle"]).json["complete"] == true)
            #expect(try server.ask("GET", "/api/v1/jobs/", Bodies.key).json["data"]?[0]?["state"] == "completed")
        }
    }
}
