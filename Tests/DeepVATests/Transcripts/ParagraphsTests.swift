// Tests of paragraphs.

import JSON
import TestSupport
import Testing

@Suite("DeepVA: paragraphs")
struct ParagraphsTests {
    @Test("a paragraph's text changes in its own version alone")
    func update() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions"
        try story.world.send(.post(path, json: [:]).key())
        let before = try story.world.send(.get(path + "/2/paragraphs").key())["data", 0]
        let id = before?["id"]?.string ?? ""
        let answer = try story.world.send(.put("\(path)/2/paragraphs/\(id)", json: ["text": "Neu."]).key())
        #expect(answer.status == 200)
        #expect(answer["id"]?.string == id)
        #expect(answer["text"] == "Neu.")
        #expect(answer["time_start"] == before?["time_start"])
        #expect(try story.world.send(.get(path + "/2/paragraphs").key())["data", 0, "text"] == "Neu.")
        #expect(try story.world.send(.get(path + "/1/paragraphs").key())["data", 0, "text"] == before?["text"])
        #expect(try story.world.send(.put("\(path)/1/paragraphs/\(id)", json: ["text": "x"]).key()).status == 404)
    }

    @Test("the list is a page")
    func page() throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions/"
        try story.world.send(.post(path, json: ["paragraphs": [["text": "a"], ["text": "b"], ["text": "c"]]]).key())
        let page = try story.world.send(.get(path + "2/paragraphs?offset=1&limit=1").key())
        #expect(page["data"]?.array?.map { $0["text"]?.string } == ["b"])
        #expect(page["next"] != .null)
        #expect(page["prev"] != .null)
        #expect(try story.world.send(.get(path + "2/paragraphs?limit=0").key()).status == 400)
        #expect(try story.world.send(.get(path + "9/paragraphs").key()).status == 404)
    }

    @Test("a text is required", arguments: [[:], ["text": 1], ["text": .null]] as [JSON])
    func refusals(body: JSON) throws {
        let story = try TranscriptStory(World())
        let path = try story.variantPath() + "/versions/1/paragraphs"
        let id = try story.world.send(.get(path).key())["data", 0, "id"]?.string ?? ""
        let answer = try story.world.send(.put("\(path)/\(id)", json: body).key())
        #expect(answer.status == 400)
        #expect(answer["errors", "text"] != nil)
    }
}
