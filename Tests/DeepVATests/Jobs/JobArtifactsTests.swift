// Tests of job artifacts: subtitles and documents with the job's own words, and their expiry.

import Emulator
import Formats
import JSON
import Store
import System
import TestSupport
import Testing

@Suite("DeepVA: job artifacts")
struct JobArtifactsTests {
    private let modules: JSON = ["speech_recognition": ["language": "english", "dump_srt": true, "dump_docx": true]]

    private func artifacts(_ client: MiningClient) throws -> (job: String, page: TestAnswer) {
        let id = try client.finish(["https://x.test/talk.wav"], modules)
        return (id, try client.get("/api/v1/jobs/\(id)/artifacts"))
    }

    @Test("a transcript asked for as subtitles and document has both files, newest first")
    func lists() throws {
        let (job, page) = try artifacts(try MiningClient())
        #expect(page.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(page["total"] == 2)
        #expect(
            page["data"]?.array?.compactMap { $0["filename"]?.string } == ["transcript_1.docx", "transcript_1.srt"])
        for artifact in page["data"]?.array ?? [] {
            #expect(artifact["job_id"]?.string == job)
            let created = try #require(artifact["time_created"]?.string)
            let expires = try #require(artifact["time_expiration"]?.string)
            #expect(created.hasPrefix("2026-01-01T"))
            #expect(expires == created.replacing("2026-01-01", with: "2026-01-08"))
        }
    }

    @Test("the subtitles hold what the results say, at their times")
    func subtitles() throws {
        let client = try MiningClient()
        let (job, page) = try artifacts(client)
        let id = try #require(page["data", 1, "id"]?.string)
        let file = try DownloadCheck.run(client.world, .get("/api/v1/jobs/\(job)/artifacts/\(id)/file").key())
        #expect(file.status == 200)
        #expect(file.header("Content-Type") == "application/x-subrip")
        let results = try client.detailed(job)
        #expect(!results.isEmpty)
        for result in results { #expect(file.text.contains(try #require(result["meta"]?["text"]?.string))) }
        #expect(file.text.split(separator: " --> ").count == results.count + 1)
    }

    @Test("the document is an archive that opens, with the same words")
    func document() throws {
        let client = try MiningClient()
        let (job, page) = try artifacts(client)
        let id = try #require(page["data", 0, "id"]?.string)
        let file = try client.get("/api/v1/jobs/\(job)/artifacts/\(id)/file/")
        #expect(file.header("Content-Type") == DOCX.mediaType)
        let reader = try ZipReader(.memory(file.body))
        let entry = try #require(reader.entry(named: "word/document.xml"))
        let text = String(decoding: try reader.read(entry, maximum: 1 << 20), as: UTF8.self)
        for result in try client.detailed(job) {
            #expect(text.contains(try #require(result["meta"]?["text"]?.string)))
        }
    }

    @Test("after seven days on the tenant's clock they are gone, the job stays")
    func expires() throws {
        let client = try MiningClient()
        let (job, page) = try artifacts(client)
        let id = try #require(page["data", 0, "id"]?.string)
        try client.world.advance(seconds: 7 * 86_400 - 1)
        #expect(try client.get("/api/v1/jobs/\(job)/artifacts/\(id)/file/").status == 200)
        try client.world.advance(seconds: 1)
        #expect(try client.get("/api/v1/jobs/\(job)/artifacts/\(id)/file/").status == 404)
        #expect(try client.get("/api/v1/jobs/\(job)/artifacts/")["total"] == 0)
        #expect(try client.job(job).status == 200)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("without being asked a job makes no files, and pages stay within bounds")
    func none() throws {
        let client = try MiningClient()
        let id = try client.finish(["https://x.test/talk.wav"], ["speech_recognition": [:]])
        #expect(try client.get("/api/v1/jobs/\(id)/artifacts/")["total"] == 0)
        #expect(try client.get("/api/v1/jobs/\(id)/artifacts/?offset=-1").status == 400)
    }

    @Test("files belong to their job: under another one, and under no known id, they are a 404")
    func unknown() throws {
        let client = try MiningClient()
        let (_, page) = try artifacts(client)
        let other = try client.start(["https://x.test/a.png"], ["face_recognition": [:]])
        let id = try #require(page["data", 0, "id"]?.string)
        for path in ["\(other)/artifacts/\(id)", "\(other)/artifacts/x", "x/artifacts/\(id)"] {
            #expect(try client.get("/api/v1/jobs/\(path)/file/").status == 404)
        }
    }

    @Test("the files go with their job")
    func deletion() throws {
        let client = try MiningClient()
        let (job, _) = try artifacts(client)
        try client.delete("/api/v1/jobs/\(job)/")
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
        #expect(try client.world.tenant.schedule.pending() == (0, 0))
    }
}
