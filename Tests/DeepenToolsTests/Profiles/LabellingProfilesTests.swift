// Tests of labelling profiles.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: labelling profiles")
struct LabellingProfilesTests {
    @Test("a profile is returned as it was sent, with its two ids in front")
    func create() throws {
        let tools = try ToolsWorld()
        let sent: JSON = [
            "profile_name": "Streets", "features": ["box": ["attributes": [:], "label_category_ids": ["car", "bus"]]],
            "instructions": ["text": "x"],
            "pipeline_spec": [["stage_id": "A", "can_edit": true, "skills": ["box": [:]]]],
            "notification_url": "", "preferences": ["zoom": 1.5], "unheard": [1, 2],
        ]
        let made = try tools.post("\(tools.clients)/labelling_profiles", sent)
        #expect(made.status == 200)
        #expect(made.json.object?.keys == ["profile_id"])
        let id = try #require(made["profile_id"]?.string)
        var expected: JSONObject = ["profile_id": .string(id), "client_id": "demo"]
        for (key, value) in sent.object ?? [:] { expected[key] = value }
        let read = try tools.get("/api/v2/labelling_profiles/\(id)")
        #expect(read.text == JSON.object(expected).description)
        let list = try tools.get("\(tools.clients)/labelling_profiles")
        #expect(list.text == #"{"profiles":[\#(read.text)]}"#)
    }

    @Test("instructions may be a text, and a pipeline an object, as the documentation's table has them")
    func looseTypes() throws {
        let tools = try ToolsWorld()
        let made = try tools.post(
            "\(tools.clients)/labelling_profiles",
            ["profile_name": "p", "instructions": "Draw.", "pipeline_spec": ["stage": 1]])
        #expect(made.status == 200)
        let read = try tools.get("/api/v2/labelling_profiles/\(made["profile_id"]?.string ?? "")")
        #expect(read["instructions"] == "Draw.")
        #expect(try tools.create(ToolsWorld.request(size: 1, profile: read.json))["pipeline_spec"]?.array?.count == 2)
    }

    @Test("an update changes what it names and leaves the rest; the ids cannot be changed")
    func update() throws {
        let tools = try ToolsWorld()
        let id = try #require(
            tools.post("\(tools.clients)/labelling_profiles", ["profile_name": "p", "x": 1])["profile_id"]?.string)
        let path = "/api/v2/labelling_profiles/\(id)"
        let answer = try tools.post(path, ["profile_name": "q", "profile_id": "mine", "client_id": "other"])
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(
            try tools.get(path).json == ["profile_id": .string(id), "client_id": "demo", "profile_name": "q", "x": 1])
    }

    @Test("a deleted profile is unknown")
    func delete() throws {
        let tools = try ToolsWorld()
        let id = try #require(
            tools.post("\(tools.clients)/labelling_profiles", ["profile_name": "p"])["profile_id"]?.string)
        let path = "/api/v2/labelling_profiles/\(id)"
        #expect(try tools.world.send(.delete(path).bearer()).body.isEmpty)
        #expect(try tools.get(path).status == 404)
        #expect(try tools.post(path, [:]).status == 404)
        #expect(try tools.world.send(.delete(path).bearer()).status == 404)
    }

    @Test(
        "what is missing or wrong is a 400",
        arguments: [
            "{}", #"{"profile_name":""}"#, #"{"profile_name":3}"#, #"{"profile_name":"p","features":[]}"#,
            #"{"profile_name":"p","pipeline_spec":[{"stage_id":"A","can_edit":true},{"stage_id":"A","can_edit":true}]}"#,
            #"{"profile_name":"p","pipeline_spec":[{"stage_id":"A"}]}"#, "[]", "{",
            #"{"profile_name":"p","pipeline_spec":[{"stage_id":"__TOTAL","can_edit":true}]}"#,
            #"{"profile_name":"p","pipeline_spec":[{"stage_id":"__ALL_STAGES_DONE","can_edit":true}]}"#,
        ])
    func badRequests(body: String) throws {
        let tools = try ToolsWorld()
        let answer = try tools.world.send(
            TestRequest("POST", "\(tools.clients)/labelling_profiles").bearer()
                .raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(try tools.get("\(tools.clients)/labelling_profiles").text == #"{"profiles":[]}"#)
    }

    @Test("a body that is no JSON is a 415")
    func mediaType() throws {
        let tools = try ToolsWorld()
        #expect(
            try tools.world.send(
                TestRequest("POST", "\(tools.clients)/labelling_profiles").bearer().form("profile_name=p")
            ).status == 415)
    }
}
