// Tests of versions.

import JSON
import TestSupport
import Testing

@Suite("DeepVA: versions")
struct VersionsTests {
    @Test("a version without paragraphs is a copy of the newest one")
    func copy() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        try story.world.send(.post(path + "/", json: ["paragraphs": [["text": "Hello."]]]).key())
        let version = try story.world.send(.post(path + "/").key())
        #expect(version.status == 201)
        #expect(version["version"] == 3)
        let page = try story.world.send(.get(path + "/3/paragraphs").key())
        #expect(page["total"] == 1)
        #expect(page["data", 0, "text"] == "Hello.")
        #expect(try story.world.send(.post(path, json: [:]).key())["version"] == 4)
    }

    @Test("given paragraphs are kept as given")
    func given() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        try story.world.send(
            .post(
                path,
                json: [
                    "paragraphs": [
                        ["text": "One", "time_start": 1, "time_end": 2.5, "speaker": "Ada"],
                        ["text": "", "time_start": 3],
                    ]
                ]
            ).key())
        let page = try story.world.send(.get(path + "/2/paragraphs").key())
        #expect(page["data", 0, "time_end"] == 2.5)
        #expect(page["data", 0, "speaker"] == "Ada")
        #expect(page["data", 1, "time_end"]?.double == 3)
        #expect(page["data", 1, "speaker"] == .null)
    }

    @Test(
        "paragraphs that make no sense are refused by name",
        arguments: [
            ("paragraphs", ["paragraphs": "x"]), ("paragraphs.0", ["paragraphs": ["x"]]),
            ("paragraphs.0.text", ["paragraphs": [[:]]]),
            ("paragraphs.1.time_end", ["paragraphs": [["text": "a"], ["text": "b", "time_start": 2, "time_end": 1]]]),
            ("paragraphs.0.time_start", ["paragraphs": [["text": "a", "time_start": -1]]]),
        ] as [(String, JSON)])
    func refusals(field: String, body: JSON) throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        let answer = try story.world.send(.post(path, json: body).key())
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?.object?.keys == [field])
        #expect(try story.world.send(.get(path).key())["total"] == 1)
    }

    @Test("a version is found by number and by id")
    func names() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        let byNumber = try story.world.send(.get(path + "/1").key())
        let byID = try story.world.send(.get("\(path)/\(byNumber["id"]?.string ?? "")").key())
        #expect(byID.json == byNumber.json)
        for name in ["2", "0", "01", "+1", "one", "00000000-0000-4000-8000-000000000000", "99999999999999999999"] {
            #expect(try story.world.send(.get("\(path)/\(name)").key()).status == 404)
        }
    }

    @Test("numbers are not used again")
    func numbers() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        try story.world.send(.post(path, json: [:]).key())
        #expect(try story.world.send(.delete(path + "/2").key()).status == 204)
        #expect(try story.world.send(.delete(path + "/2").key()).status == 404)
        #expect(try story.world.send(.post(path, json: [:]).key())["version"] == 3)
        let list = try story.world.send(.get(path + "?limit=1").key())
        #expect(list["total"] == 2)
        #expect(list["data", 0, "version"] == 1)
        #expect(list["next"]?.string?.hasSuffix("/versions?limit=1&offset=1") == true)
        let id = try story.world.send(.get(path + "/3").key())["id"]?.string ?? ""
        #expect(try story.world.send(.delete("\(path)/\(id)").key()).status == 204)
        #expect(try story.world.send(.get(path + "/3").key()).status == 404)
    }
}
