// Marking segments, pages and documents as annotated.

import JSON
import TestSupport
import Testing

@Suite("Studio: annotation statuses")
struct AnnotationStatusTests {
    private func withDocuments(_ count: Int, type: String = "CLASS") throws -> Lab {
        let lab = try Lab(type: type)
        for number in 0..<count {
            try lab.send(
                .post("\(lab.base)/documents", json: ["text": .string("Text number \(number)")]), expecting: 201)
        }
        return lab
    }

    @Test("a tag without class and label, as the generated client sends it, is refused unless a setting lets it in")
    func emptyTags() throws {
        let lab = try withDocuments(1)
        let id = try #require(lab.send(.post("\(lab.base)/annotations", json: [:]))["id"]?.int)
        try lab.world.runUntilIdle()
        let path = "\(lab.base)/annotations/\(id)"
        let document = try #require(try lab.send(.get("\(path)/documents?details=segments"))["documents", 0])
        let segment = document["segments"]?[0]?["id"]?.int ?? 0
        let tags = "\(path)/documents/\(document["id"]?.int ?? 0)/segments/\(segment)/tags"
        try lab.send(.post(tags, json: [:]), expecting: 400)
        try lab.world.send(.put("/__admin/settings", json: ["studio_empty_tags": true]))
        let tag = try lab.send(.post(tags, json: [:]), expecting: 200)
        #expect(tag.json.object?.keys == ["id"])
        #expect(try lab.send(.get(tags), expecting: 200).json == [tag.json])
        try lab.send(.post(tags, json: ["class": "pool"]), expecting: 400)
        let named = try lab.send(.put("\(tags)/\(tag["id"]?.int ?? 0)", json: ["class": "room"]), expecting: 200)
        #expect(named["class"] == "room")
    }

    @Test("tags and marks move a session to ANNOTATING and FINISHED, and its progress follows")
    func annotate() throws {
        let lab = try withDocuments(2)
        let id = try #require(lab.send(.post("\(lab.base)/annotations", json: [:]))["id"]?.int)
        try lab.world.runUntilIdle()
        let path = "\(lab.base)/annotations/\(id)"
        let documents = try lab.send(.get("\(path)/documents?details=segments"))["documents"]?.array ?? []
        let segments = documents.map {
            "\(path)/documents/\($0["id"]?.int ?? 0)/segments/\($0["segments"]?[0]?["id"]?.int ?? 0)"
        }

        let tag = try lab.send(.post("\(segments[0])/tags", json: ["class": "room"]), expecting: 200)
        #expect(tag["class"] == "room")
        #expect(tag["label"] == nil)
        #expect(try lab.send(.get(path))["status"] == "ANNOTATING")
        let number = try #require(tag["id"]?.int)
        #expect(
            try lab.send(.put("\(segments[0])/tags/\(number)", json: ["class": "food"]), expecting: 200)["class"]
                == "food")
        #expect(try lab.send(.get("\(segments[0])/tags/\(number)"), expecting: 200)["class"] == "food")
        #expect(try lab.send(.get("\(segments[0])/tags"), expecting: 200).json.array?.count == 1)
        try lab.send(.get("\(segments[1])/tags/\(number)"), expecting: 404)
        try lab.send(.post("\(segments[0])/tags", json: [:]), expecting: 400)
        try lab.send(.post("\(segments[0])/tags", json: ["class": "pool"]), expecting: 400)
        try lab.send(.post("\(segments[0])/tags", json: ["label": "POS"]), expecting: 400)

        let status = try lab.send(.post("\(segments[0])/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        #expect(status["annotation_id"] == .int(id))
        #expect(try lab.send(.get(path))["progress"] == 50.0)
        try lab.world.advance(seconds: 10)
        let again = try lab.send(.post("\(segments[0])/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        #expect(again["created"] == status["created"])
        try lab.send(.post("\(segments[0])/statuses", json: ["name": "DONE"]), expecting: 400)

        let second = documents[1]["id"]?.int ?? 0
        let whole = try lab.send(
            .post("\(path)/documents/\(second)/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        #expect(whole["segment_id"] == nil)
        let session = try lab.send(.get(path))
        #expect(session["status"] == "FINISHED")
        #expect(session["progress"] == 100.0)
        #expect(session["finished"]?.string != nil)
        try lab.send(.delete("\(segments[0])/tags/\(number)"), expecting: 204)
        #expect(try lab.send(.get("\(segments[0])/tags")).json == [])
    }

    @Test("pages are divided by form feeds; one beyond the last is not found")
    func pages() throws {
        let lab = try Lab()
        let document = try #require(
            lab.send(.post("\(lab.base)/documents", json: ["text": "First page.\u{0C}Second page."]))["id"]?.int)
        let id = try #require(lab.send(.post("\(lab.base)/annotations", json: [:]))["id"]?.int)
        try lab.world.runUntilIdle()
        let path = "\(lab.base)/annotations/\(id)/documents/\(document)/pages"
        let status = try lab.send(.post("\(path)/1/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        #expect(status["segment_id"] == .null)
        #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"))["status"] == "ANNOTATING")
        try lab.send(.post("\(path)/2/statuses", json: ["name": "ANNOTATED"]), expecting: 404)
        try lab.send(.post("\(path)/0/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"))["status"] == "FINISHED")
    }
}
