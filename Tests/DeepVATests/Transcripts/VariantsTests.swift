// Tests of variants.

import JSON
import TestSupport
import Testing

@Suite("DeepVA: variants")
struct VariantsTests {
    private func variants(_ story: TranscriptStory) throws -> String {
        "/api/v1/transcripts/\(try story.transcript()["id"]?.string ?? "")/variants"
    }

    @Test("a new variant is a translation by name and a copy by content")
    func create() throws {
        let story = try TranscriptStory(World())
        let path = try variants(story)
        let first = try story.world.send(.get(path).key())["data", 0, "id"]?.string ?? ""
        let variant = try story.world.send(.post(path, json: ["language": "german"]).key())
        #expect(variant.status == 201)
        #expect(variant["language"] == "German")
        #expect(variant["name"] == "German Translation")
        let id = variant["id"]?.string ?? ""
        #expect(try story.world.send(.get("\(path)/\(id)").key())["name"] == "German Translation")
        func texts(_ id: String) throws -> [String] {
            let page = try story.world.send(.get("\(path)/\(id)/versions/1/paragraphs?limit=999").key())
            return page["data"]?.array?.compactMap { $0["text"]?.string } ?? []
        }
        #expect(try texts(id) == texts(first))
        #expect(try !texts(id).isEmpty)
        #expect(try story.world.send(.get(path).key())["total"] == 2)
    }

    @Test("a variant may have a name of its own, and its language a code")
    func names() throws {
        let story = try TranscriptStory(World())
        let variant = try story.world.send(
            .post(try variants(story), json: ["language": "FR", "name": "Pour la Suisse"]).key())
        #expect(variant["language"] == "French")
        #expect(variant["name"] == "Pour la Suisse")
    }

    @Test("the transcript is dated by what happens to its variants")
    func dates() throws {
        let story = try TranscriptStory(World())
        let path = try variants(story)
        try story.world.advance(seconds: 3600)
        try story.world.send(.post(path, json: ["language": "fr"]).key())
        let transcript = try story.world.send(.get(String(path.dropLast("/variants".count))).key())
        #expect(transcript["time_updated"] != transcript["time_created"])
    }

    @Test(
        "a language is required, as a text",
        arguments: [[:], ["language": ""], ["language": 3], ["name": "x"]] as [JSON])
    func refusals(body: JSON) throws {
        let story = try TranscriptStory(World())
        let answer = try story.world.send(.post(try variants(story), json: body).key())
        #expect(answer.status == 400)
        #expect(answer["errors", "language"] != nil)
    }

    @Test("a deleted variant is gone, and another transcript's variant was never there")
    func delete() throws {
        let story = try TranscriptStory(World())
        let path = try variants(story)
        let id = try story.world.send(.get(path).key())["data", 0, "id"]?.string ?? ""
        #expect(try story.world.send(.get("\(try variants(story))/\(id)").key()).status == 404)
        #expect(try story.world.send(.delete("\(path)/\(id)").key()).status == 204)
        #expect(try story.world.send(.get("\(path)/\(id)").key()).status == 404)
        #expect(try story.world.send(.delete("\(path)/\(id)").key()).status == 404)
        #expect(try story.world.send(.get(path).key())["total"] == 0)
        let next = try story.world.send(.post(path, json: ["language": "de"]).key())
        let paragraphs = "\(path)/\(next["id"]?.string ?? "")/versions/1/paragraphs"
        #expect(try story.world.send(.get(paragraphs).key())["total"] == 0)
    }

    @Test("variants of an unknown transcript are a 404", arguments: ["GET", "POST"])
    func unknown(method: String) throws {
        let path = "/api/v1/transcripts/00000000-0000-4000-8000-000000000000/variants"
        #expect(try World().send(TestRequest(method, path).key().json(["language": "de"])).status == 404)
    }
}
