// Tests of index collections.

import JSON
import TestSupport
import Testing

@Suite("DeepVA: index collections")
struct IndexCollectionsTests {
    private let base = "/api/v1/index-collection/"

    @Test("a fresh tenant has the default collection")
    func fresh() throws {
        let list = try World().send(.get(base).key())
        #expect(list.json.object?.keys == ["total", "offset", "limit", "next", "prev", "data"])
        #expect(list["total"] == 1)
        #expect(list["data", 0, "name"] == "default_index")
        #expect(list["data", 0, "is_public"] == false)
    }

    @Test("a collection is made, read, changed and deleted under its name")
    func life() throws {
        let world = try World()
        let made = try world.send(
            .post(base, json: ["name": "back door", "description": "Late guests.", "type": "face", "is_public": true])
                .key())
        #expect(made.status == 201)
        #expect(
            made.json.object?.keys == ["name", "description", "type", "is_public", "time_created", "time_updated"])
        let path = base + "back%20door/"
        #expect(try world.send(.get(path).key())["description"] == "Late guests.")
        try world.advance(seconds: 5)
        let changed = try world.send(.put(path, json: ["description": "Early guests."]).key())
        #expect(changed["description"] == "Early guests.")
        #expect(changed["is_public"] == true)
        #expect(changed["time_updated"] == "2026-01-01 00:00:05.000000")
        #expect(changed["time_created"] == "2026-01-01 00:00:00.000000")
        let byBody = try world.send(.put(base, json: ["name": "back door", "is_public": false]).key())
        #expect(byBody["is_public"] == false)
        #expect(byBody["description"] == "Early guests.")
        let deleted = try world.send(.delete(path).key())
        #expect(deleted["message"]?.string?.isEmpty == false)
        for request: TestRequest in [.get(path), .delete(path), .put(path, json: [:]), .get(path + "identities/")] {
            #expect(try world.send(request.key()).status == 404)
        }
        #expect(try world.send(.get(base).key())["total"] == 1)
    }

    @Test("a name is taken once")
    func duplicate() throws {
        let world = try World()
        let answer = try world.send(.post(base, json: ["name": "default_index", "type": "face"]).key())
        #expect(answer.status == 409)
        #expect(answer["errors", "name"] != nil)
    }

    @Test(
        "what is wrong with a collection is a 400 that names the member",
        arguments: [
            (#"{"type":"face"}"#, "name"), (#"{"name":"","type":"face"}"#, "name"),
            (#"{"name":"a/b","type":"face"}"#, "name"), (#"{"name":"n\u0000","type":"face"}"#, "name"),
            (#"{"name":"a\nb","type":"face"}"#, "name"),
            (#"{"name":"x"}"#, "type"), (#"{"name":"x","type":"voice"}"#, "type"),
            (#"{"name":"x","type":"face","is_public":"yes"}"#, "is_public"),
        ])
    func bad(body: String, member: String) throws {
        let answer = try World().send(TestRequest("POST", base).key().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [member])
    }

    @Test("a change without name in path and body is a 400")
    func changeNothing() throws {
        let answer = try World().send(.put(base, json: ["description": "x"]).key())
        #expect(answer.status == 400)
        #expect(answer["errors", "name"] != nil)
    }

    @Test("lists read by index")
    func plans() throws {
        #expect(
            try QueryPlan.faults(of: .get(base).key(), on: "deepva_index_collections", in: try World()) == [])
    }
}
