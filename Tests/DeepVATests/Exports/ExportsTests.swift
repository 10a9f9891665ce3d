// Tests of exports: states, the archive's contents, the log, expiry.

import Emulator
import Formats
import JSON
import Store
import System
import TestSupport
import Testing

@Suite("DeepVA: exports")
struct ExportsTests {
    private let base = "/api/v1/exports/"

    private func start(
        _ client: MiningClient, _ dataset: String, _ strategy: String = "basic_dataset_export"
    ) throws -> TestAnswer {
        try client.post("/api/v1/exports", ["strategy": .string(strategy), "config": ["dataset_id": .string(dataset)]])
    }

    /// Exports a dataset and answers the export's path and its artifacts, newest first.
    private func export(
        _ client: MiningClient, _ dataset: String, _ strategy: String = "basic_dataset_export"
    ) throws -> (path: String, artifacts: [JSON]) {
        let path = base + (try #require(start(client, dataset, strategy)["id"]?.string)) + "/"
        try client.world.runUntilIdle()
        return (path, try client.get(path + "artifacts")["data"]?.array ?? [])
    }

    private func archive(_ client: MiningClient, _ export: (path: String, artifacts: [JSON])) throws -> ZipReader {
        let id = try #require(export.artifacts.last?["id"]?.string)
        let file = try client.get("\(export.path)artifacts/\(id)/file")
        #expect(file.status == 200)
        #expect(file.header("Content-Type") == "application/zip")
        return try ZipReader(.memory(file.body))
    }

    private func bytes(_ reader: ZipReader, _ name: String) throws -> [UInt8] {
        try reader.read(try #require(reader.entry(named: name), "no \(name)"), maximum: 1 << 24)
    }

    @Test("an export waits, is worked on, and is complete with its time and its files")
    func moves() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let answer = try start(client, dataset)
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "strategy", "time_created", "time_completed", "state", "progress", "error_msg", "config",
            ])
        #expect(answer["state"] == "waiting")
        #expect(answer["progress"]?.double == 0)
        #expect(answer["time_completed"] == .null)
        #expect(answer["config"] == ["dataset_id": .string(dataset)])
        let path = base + (try #require(answer["id"]?.string)) + "/"
        try client.world.advance(seconds: 1.5)
        #expect(try client.get(path)["state"] == "processing")
        #expect(try client.get(path)["progress"] == 0.5)
        #expect(try client.get(path + "artifacts/")["total"] == 0)
        try client.world.runUntilIdle()
        let done = try client.get(path)
        #expect(done["state"] == "completed")
        #expect(done["progress"] == 1.0)
        #expect(done["time_completed"] == "2026-01-01T00:00:02.500000Z")
        #expect(done["error_msg"] == .null)
        let artifacts = try client.get(path + "artifacts")
        #expect(artifacts.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(artifacts["data", 0, "filename"] == "log-01-01-2026-00-00-00.txt")
        #expect(artifacts["data", 0, "mime_type"] == "text/plain")
        #expect(artifacts["data", 0, "time_created"] == "2026-01-01T00:00:02.500000Z")
        #expect(artifacts["data", 1, "time_created"] == "2026-01-01T00:00:02.350000Z")
        #expect(artifacts["data", 1, "time_expiration"] == "2026-01-08T00:00:02.350000Z")
        let name = try #require(artifacts["data", 1, "filename"]?.string)
        #expect(name.hasPrefix("export_") && name.hasSuffix(".zip") && name.count == "export_.zip".count + 7)
        #expect(artifacts["data", 1, "export_id"] == answer["id"])
    }

    @Test("the archive has a folder a class with its files, byte by byte, and a manifest that tells of all")
    func contents() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let photo = try TestArchive.fixture("photo.jpg")
        let url = try client.storedURL("photo.jpg")
        let first = try client.makeClass(dataset, "Ottilie Farrow", ["reference": "r-1", "notes": "chair"])
        try client.attach(url, to: first)
        try client.attach(url, to: first)
        try client.attach("storage://unknown", to: first)
        let second = try client.makeClass(dataset, "../a/b\\c:")
        try client.attach(client.picture(3), to: second)
        _ = try client.makeClass(dataset, "ottilie farrow")
        let found = try export(client, dataset)
        let reader = try archive(client, found)
        #expect(try bytes(reader, "Ottilie Farrow/photo.jpg") == photo)
        #expect(try bytes(reader, "Ottilie Farrow/2_photo.jpg") == photo)
        let manifest = try JSON(parsing: try bytes(reader, "manifest.json"))
        #expect(manifest["dataset"]?["id"]?.string == dataset)
        #expect(manifest["dataset"]?["number_of_images"] == 4)
        let classes = manifest["classes"]?.array ?? []
        #expect(classes.count == 3)
        #expect(classes[0]["reference"] == "r-1")
        #expect(classes[0]["images"]?[0]?["file"] == "Ottilie Farrow/photo.jpg")
        #expect(classes[0]["images"]?[2]?["file"] == .null)
        #expect(classes[0]["images"]?[2]?["file_uri"] == "storage://unknown")
        #expect(classes[2]["folder"] == "2_ottilie farrow")
        for owner in classes {
            #expect(reader.entry(named: (owner["folder"]?.string ?? "") + "/") != nil)
            for image in owner["images"]?.array ?? [] {
                guard let file = image["file"]?.string else { continue }
                #expect(try bytes(reader, file).count == image["file_size"]?.int)
            }
        }
        let log = try #require(found.artifacts.first?["id"]?.string)
        let text = try client.get("\(found.path)artifacts/\(log)/file/").text
        #expect(text.contains("class Ottilie Farrow: 2 of 3 files"))
        #expect(text.contains("left out storage://unknown"))
        #expect(text.contains("done: 3 classes, 3 files"))
    }

    @Test("a long export is read in slices, from contents in rows and from more files than it holds open")
    func long() throws {
        let folder = try TestFolder()
        let client = MiningClient(try World(directory: folder.path))
        let dataset = try client.makeDataset()
        let large = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let small: [UInt8] = [1, 2, 3]
        for (label, bytes, count) in [("Large", large, 205), ("None", [], 0), ("Small", small, 130)] {
            let owner = try client.makeClass(dataset, label)
            guard count > 0 else { continue }
            let url = try #require(client.upload("\(label).bin", bytes)["url"]?.string)
            for _ in 0..<count { try client.attach(url, to: owner) }
        }
        let path = base + (try #require(start(client, dataset)["id"]?.string)) + "/"
        let advance = try client.world.begin(.post("/__admin/clock/advance", json: ["to": "idle"]))
        var (statements, most, turns) = (0, 0, 0)
        client.world.tenant.database.trace { _ in statements += 1 }
        while !advance.isAnswered {
            statements = 0
            advance.step()
            (most, turns) = (max(most, statements), turns + 1)
        }
        client.world.tenant.database.trace(nil)
        #expect(most < 250, "\(most) statements in one turn")
        #expect(turns > 4)
        let artifacts = try client.get(path + "artifacts")["data"]?.array ?? []
        let reader = try archive(client, (path, artifacts))
        let files = reader.entries.filter { !$0.isDirectory && $0.name != "manifest.json" }
        #expect(files.count == 335)
        for file in files {
            #expect(try reader.read(file, maximum: 70_000) == (file.name.hasPrefix("Large") ? large : small))
        }
        client.world.emulator.close()
    }

    @Test("whatever classes and files are called, the archive opens")
    func hostileNames() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let names = [
            ".", "..", "  ", "a/../../b", "\u{0}x", String(repeating: "ä", count: 1000), "C:\\x", "a.", "a", "A",
            "class",
        ]
        for name in names {
            let url = try #require(client.upload("\(name).png", [1, 2, 3])["url"]?.string)
            try client.attach(url, to: client.makeClass(dataset, name))
        }
        let reader = try archive(client, export(client, dataset))
        #expect(reader.entries.count == 1 + 2 * names.count)
        for entry in reader.entries where !entry.isDirectory && entry.name != "manifest.json" {
            #expect(try reader.read(entry, maximum: 10) == [1, 2, 3])
        }
    }

    @Test("an archive too large for memory is made in a file")
    func large() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let url = try #require(client.upload("large.bin", bytes)["url"]?.string)
        try client.attach(url, to: client.makeClass(dataset, "a"))
        let reader = try archive(client, export(client, dataset))
        #expect(try self.bytes(reader, "a/large.bin") == bytes)
    }

    @Test("the audio strategy takes sounds alone and adds a table of them")
    func audio() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let owner = try client.makeClass(dataset, "Voice")
        let sound = try #require(client.upload("a.wav", Array("RIFF".utf8), type: "audio/wav")["url"]?.string)
        try client.attach(sound, to: owner)
        try client.attach(client.picture(1), to: owner)
        let reader = try archive(client, export(client, dataset, "iais_audio_dataset_export"))
        #expect(try bytes(reader, "Voice/a.wav") == Array("RIFF".utf8))
        #expect(reader.entries.count == 4)
        let table = String(decoding: try bytes(reader, "metadata.csv"), as: UTF8.self)
        #expect(table.contains("Voice/a.wav,Voice,"))
    }

    @Test("after seven days on the tenant's clock the files are gone, the export stays")
    func expires() throws {
        let client = try MiningClient()
        let found = try export(client, client.makeDataset())
        let id = try #require(found.artifacts.first?["id"]?.string)
        try client.world.advance(seconds: 7 * 86_400 - 0.1)
        #expect(try client.get("\(found.path)artifacts/")["total"] == 1)
        #expect(try client.get("\(found.path)artifacts/\(id)/file").status == 200)
        try client.world.advance(seconds: 0.1)
        #expect(try client.get("\(found.path)artifacts/\(id)/file").status == 404)
        #expect(try client.get("\(found.path)artifacts/")["data"] == [])
        #expect(try client.get(found.path)["state"] == "completed")
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("a dataset that is deleted meanwhile fails the export; so does an end set beforehand")
    func failures() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let path = base + (try #require(start(client, dataset)["id"]?.string))
        try client.delete("/api/v1/datasets/\(dataset)")
        try client.world.runUntilIdle()
        #expect(try client.get(path)["state"] == "failed")
        #expect(try client.get(path)["error_msg"]?.string?.contains(dataset) == true)
        #expect(try client.get(path)["time_completed"]?.string != nil)
        try client.post(
            "/__admin/outcomes",
            ["platform": "deepva", "operation": "createExport", "state": "failed", "error": "Disk full.", "times": 1])
        let other = try client.makeDataset()
        let failed = try export(client, other)
        #expect(try client.get(failed.path)["error_msg"] == "Disk full.")
        #expect(failed.artifacts.isEmpty)
        #expect(try export(client, other).artifacts.count == 2)
    }

    @Test("the list has the oldest first, in pages of the new dialect")
    func lists() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let ids = try (0..<3).map { _ in try start(client, dataset)["id"]?.string }
        let page = try client.get("/api/v1/exports?limit=2")
        #expect(page["total"] == 3)
        #expect(page["data"]?.array?.map { $0["id"]?.string } == [ids[0], ids[1]])
        #expect(page["next"] == "http://127.0.0.1:8484/api/v1/exports/?limit=2&offset=2")
    }

    @Test("an unknown strategy and an unknown dataset are a 400 that names the member, unknown ids a 404")
    func refusals() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        #expect(try start(client, dataset, "full_export")["errors", "strategy"] != nil)
        let unknown = "00000000-0000-4000-8000-000000000000"
        let answer = try start(client, unknown)
        #expect(answer.status == 400)
        #expect(answer["errors", "config.dataset_id"] != nil)
        #expect(try client.post(base, ["strategy": "basic_dataset_export", "config": [:]]).status == 400)
        #expect(try client.get(base + unknown).status == 404)
        #expect(try client.get(base + unknown + "/artifacts/").status == 404)
        let found = try export(client, dataset)
        #expect(try client.get("\(found.path)artifacts/\(unknown)/file/").status == 404)
        let other = try export(client, dataset)
        let id = try #require(found.artifacts.first?["id"]?.string)
        #expect(try client.get("\(other.path)artifacts/\(id)/file/").status == 404)
    }
}
