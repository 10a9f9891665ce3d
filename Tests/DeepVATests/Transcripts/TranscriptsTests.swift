// Tests of transcripts.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: transcripts")
struct TranscriptsTests {
    private let path = "/api/v1/transcripts"

    @Test("a transcript has the job and its tag, and begins with one variant and its version 1")
    func create() throws {
        let story = try TranscriptStory(World(), tag: "evening")
        let transcript = try story.transcript()
        #expect(transcript["tag"] == "evening")
        #expect(transcript["source"] == "http://example.test/talk.mp3")
        #expect(transcript["job", "id"]?.string == story.job)
        #expect(transcript["job", "state"] == "completed")
        let base = "\(path)/\(transcript["id"]?.string ?? "")"
        let read = try story.world.send(.get(base).key())
        #expect(read["id"] == transcript["id"])
        #expect(read["job"] == transcript["job"])
        let variants = try story.world.send(.get(base + "/variants").key())
        #expect(variants["total"] == 1)
        let versions = try story.world.send(
            .get("\(base)/variants/\(variants["data", 0, "id"]?.string ?? "")/versions").key())
        #expect(versions["total"] == 1)
        #expect(versions["data", 0, "version"] == 1)
    }

    @Test("a final slash and the short prefix make no difference")
    func spellings() throws {
        let story = try TranscriptStory(World())
        let id = try story.transcript()["id"]?.string ?? ""
        for spelling in ["/api/v1/transcripts/\(id)/", "/v1/transcripts/\(id)"] {
            #expect(try story.world.send(.get(spelling).key())["id"]?.string == id)
        }
        #expect(try story.world.send(.get("/v1/transcripts/").key())["total"] == 1)
    }

    @Test("sentences become paragraphs, up to three of one speaker without a long pause")
    func paragraphs() throws {
        let story = try TranscriptStory(
            World(), modules: ["speech_recognition": [:], "speaker_identification": [:]],
            results: [
                TranscriptStory.sentence("Ada", 0, 10, module: "speaker_identification"),
                TranscriptStory.sentence("Eins.", 0.5, 2), TranscriptStory.sentence("Zwei.", 2.5, 4),
                TranscriptStory.sentence("Drei.", 4.1, 6), TranscriptStory.sentence("Vier.", 6.2, 8),
                TranscriptStory.sentence("Fünf.", 9.9, 11), TranscriptStory.sentence("Sechs.", 11.2, 12),
            ])
        let variant = try story.variantPath()
        #expect(try story.world.send(.get(variant).key())["language"] == "German")
        let page = try story.world.send(.get(variant + "/versions/1/paragraphs").key())
        let texts = page["data"]?.array?.compactMap { $0["text"]?.string }
        #expect(texts == ["Eins. Zwei. Drei.", "Vier.", "Fünf.", "Sechs."])
        #expect(page["data", 0, "time_start"] == 0.5)
        #expect(page["data", 0, "time_end"] == .double(6))
        #expect(page["data", 2, "speaker"] == "Ada")
        #expect(page["data", 3, "speaker"] == .null)
    }

    @Test("with format_paragraph off every sentence is a paragraph")
    func unformatted() throws {
        let story = try TranscriptStory(
            World(), modules: ["speech_recognition": ["format_paragraph": false]],
            results: [TranscriptStory.sentence("A.", 0, 1), TranscriptStory.sentence("B.", 1, 2)])
        let page = try story.world.send(.get(try story.variantPath() + "/versions/1/paragraphs").key())
        #expect(page["total"] == 2)
    }

    @Test("what was heard in the job is what the transcript says")
    func coherence() throws {
        let story = try TranscriptStory(World())
        let heard = try story.world.send(.get("/api/v1/jobs/\(story.job)/detailed-results/?limit=9999").key())
        let sentences = heard["data"]?.array?.compactMap { $0["meta"]?["text"]?.string } ?? []
        #expect(!sentences.isEmpty)
        let page = try story.world.send(.get(try story.variantPath() + "/versions/1/paragraphs?limit=9999").key())
        let said = page["data"]?.array?.compactMap { $0["text"]?.string } ?? []
        #expect(said.joined(separator: " ") == sentences.joined(separator: " "))
        let last = heard["data"]?.array?.last?["time_end"]
        #expect(page["data"]?.array?.last?["time_end"] == last)
    }

    @Test("a picture is a source without speech: no paragraphs")
    func silence() throws {
        let story = try TranscriptStory(World(), source: "http://example.test/a.jpg")
        #expect(try story.world.send(.get(try story.variantPath() + "/versions/1/paragraphs").key())["total"] == 0)
    }

    @Test("the job must exist, be completed and have listened")
    func refusals() throws {
        let world = try World()
        func refusal(_ id: JSON) throws -> TestAnswer {
            let answer = try world.send(.post(path, json: ["job_id": id]).key())
            #expect(answer.status == 400)
            #expect(answer["errors", "job_id"] != nil)
            return answer
        }
        _ = try refusal("00000000-0000-4000-8000-000000000000")
        _ = try refusal("nonsense")
        _ = try refusal(7)
        let deaf = try TranscriptStory(world, modules: ["face_recognition": [:]])
        #expect(try refusal(.string(deaf.job))["message"]?.string?.contains("speech_recognition") == true)
        let waiting = try world.send(
            .post(
                "/api/v1/jobs/",
                json: ["sources": ["http://example.test/a.mp3"], "modules": ["speech_recognition": [:]]]
            )
            .key())
        #expect(try refusal(waiting["id"] ?? .null)["message"]?.string?.contains("waiting") == true)
        #expect(try world.send(.post(path, json: [:]).key())["errors", "job_id"] != nil)
        #expect(try world.send(.post(path).key().raw([0x7B], type: "text/plain")).status == 415)
    }

    @Test("a transcript outlives its job")
    func survivor() throws {
        let story = try TranscriptStory(World())
        let id = try story.transcript()["id"]?.string ?? ""
        try story.world.send(.delete("/api/v1/jobs/\(story.job)/").key())
        #expect(try story.world.send(.get("\(path)/\(id)").key())["job", "id"]?.string == story.job)
    }

    @Test("deleting takes variants, versions and paragraphs along")
    func delete() throws {
        let story = try TranscriptStory(World())
        let id = try story.transcript()["id"]?.string ?? ""
        let base = "\(path)/\(id)"
        let variant = try story.world.send(.get(base + "/variants").key())["data", 0, "id"]?.string ?? ""
        #expect(try story.world.send(.delete(base).key()).status == 204)
        for gone in [base, base + "/variants", "\(base)/variants/\(variant)", "\(base)/variants/\(variant)/versions/1"]
        {
            #expect(try story.world.send(.get(gone).key()).status == 404)
        }
        #expect(try story.world.send(.delete(base).key()).status == 404)
        #expect(try story.world.send(.get(path).key())["total"] == 0)
        for table in ["deepva_variants", "deepva_versions", "deepva_paragraphs"] {
            #expect(try count(of: table, in: story.world) == 0)
        }
    }

    private func count(of table: String, in world: World) throws -> Int? {
        switch table {
        case "deepva_variants": try world.tenant.database.scalarInt("SELECT count(*) FROM deepva_variants")
        case "deepva_versions": try world.tenant.database.scalarInt("SELECT count(*) FROM deepva_versions")
        default: try world.tenant.database.scalarInt("SELECT count(*) FROM deepva_paragraphs")
        }
    }

    @Test("lists are pages in the order of creation, answered by index")
    func list() throws {
        let story = try TranscriptStory(World())
        let ids = try (0..<3).map { _ in try story.transcript()["id"]?.string }
        let page = try story.world.send(.get(path + "?limit=2&offset=1").key())
        #expect(page["total"] == 3)
        #expect(page["data"]?.array?.map { $0["id"]?.string } == [ids[1], ids[2]])
        #expect(page["next"] == .null)
        #expect(page["prev"]?.string == "http://127.0.0.1:8484/api/v1/transcripts?limit=2&offset=0")
        let plan = try story.world.tenant.database.explain(
            "SELECT seq FROM deepva_variants WHERE transcript = ? ORDER BY seq LIMIT ? OFFSET ?")
        #expect(plan.allSatisfy { $0.contains("INDEX") })
    }

    @Test("every operation wants a key", arguments: ["GET", "POST"])
    func keys(method: String) throws {
        #expect(try World().send(TestRequest(method, path)).status == 401)
    }

    @Test("times are exact in the creating answer and cut to milliseconds later")
    func times() throws {
        let world = try World()
        let story = try TranscriptStory(world)
        try world.send(.put("/__admin/clock", json: ["now": "2026-05-01T10:20:30.123456Z"]))
        let created = try story.transcript()
        #expect(created["time_created"] == "2026-05-01 10:20:30.123456")
        let read = try world.send(.get("\(path)/\(created["id"]?.string ?? "")").key())
        #expect(read["time_created"] == "2026-05-01 10:20:30.123000")
    }
}
