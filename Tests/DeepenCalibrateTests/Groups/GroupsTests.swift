// Tests of calibration groups.

import JSON
import TestSupport
import Testing

@Suite("Calibrate: groups")
struct GroupsTests {
    private let base = "/api/v2/external/clients/demo"

    private func create(_ world: World, _ name: String) throws -> String {
        let answer = try world.send(
            .post("\(base)/calibration_group/create", json: ["calibration_group_name": .string(name)]).bearer())
        return try #require(answer["calibration_group_id"]?.string)
    }

    @Test("form, multipart and JSON bodies with the same keys make the same group")
    func encodings() throws {
        let path = "\(base)/calibration_group/create"
        let requests: [TestRequest] = [
            TestRequest("POST", path).bearer().form("calibration_group_name=left+side%21"),
            TestRequest("POST", path).bearer().multipart(.field("calibration_group_name", "left side!")),
            .post(path, json: ["calibration_group_name": "left side!"]).bearer(),
        ]
        let answers = try requests.map { try World().send($0) }
        for answer in answers {
            #expect(answer.status == 200)
            #expect(answer.json.object?.keys == ["calibration_group_name", "calibration_group_id"])
            #expect(answer.text == answers[0].text)
        }
        #expect(answers[0]["calibration_group_name"] == "left side!")
        #expect(answers[0]["calibration_group_id"]?.string?.count == 24)
    }

    @Test("quotes within a form value are part of the name")
    func quotes() throws {
        let answer = try World().send(
            TestRequest("POST", "\(base)/calibration_group/create").bearer().form("calibration_group_name=%22x%22"))
        #expect(answer["calibration_group_name"] == "\"x\"")
    }

    @Test("renaming keeps id and calibrations, and may keep the name")
    func modify() throws {
        let world = try World()
        let id = try create(world, "old")
        for name in ["new", "new"] {
            let answer = try world.send(
                TestRequest("POST", "\(base)/calibration_group/modify").bearer()
                    .form("calibration_group_id=\(id)&calibration_group_name=\(name)"))
            #expect(answer.status == 200)
            #expect(
                answer.text == #"{"calibration_group_name":"new","calibration_group_id":"\#(id)","calibration_ids":[]}"#
            )
        }
    }

    @Test("the list has every group of the client in order of creation, and tolerates a body")
    func list() throws {
        let world = try World()
        #expect(try world.send(.get("\(base)/calibration_groups").bearer()).text == #"{"groups":[]}"#)
        for name in ["b", "a", "a"] { _ = try create(world, name) }
        let answer = try world.send(TestRequest("GET", "\(base)/calibration_groups").bearer().form("x=1"))
        #expect(answer["groups"]?.array?.compactMap { $0["calibration_group_name"]?.string } == ["b", "a", "a"])
        #expect(answer["groups", 0, "calibration_ids"] == [])
    }

    @Test(
        "what is missing or empty is a 400 with one detail",
        arguments: [
            "", "calibration_group_name=", "calibration_group_name=%20", "name=x", "calibration_group_name=%zz",
        ])
    func missing(form: String) throws {
        let answer = try World().send(
            TestRequest("POST", "\(base)/calibration_group/create").bearer().form(form))
        #expect(answer.status == 400)
        #expect(answer.json.object?.keys == ["detail"])
    }

    @Test("an unknown group is a 404, and so is a group of another client")
    func unknown() throws {
        let world = try World()
        let id = try create(world, "mine")
        try world.send(
            .post(
                "/__admin/credentials",
                json: ["platform": "deepen-calibrate", "secret": "other", "client_ids": ["other"]]))
        func modify(_ client: String, _ id: String, _ token: String) throws -> Int {
            try world.send(
                .post(
                    "/api/v2/external/clients/\(client)/calibration_group/modify",
                    json: ["calibration_group_id": .string(id), "calibration_group_name": "x"]
                ).bearer(token)
            ).status
        }
        #expect(try modify("demo", "nothing", "demo-token") == 404)
        #expect(try modify("other", id, "other") == 404)
        #expect(try modify("demo", id, "other") == 403)
        #expect(try modify("nobody", id, "demo-token") == 404)
    }

    @Test("a token is needed: another scheme, an unknown token and none are a 401")
    func authentication() throws {
        let world = try World()
        let path = "\(base)/calibration_groups"
        for request in [
            TestRequest.get(path), .get(path).key(), .get(path).bearer("wrong"),
            .get(path).header("Authorization", "Bearer "),
        ] {
            let answer = try world.send(request)
            #expect(answer.status == 401)
            #expect(answer.header("WWW-Authenticate") == "Bearer")
        }
    }

    @Test("a body in a type that is not taken is a 415, and none at all a 400")
    func mediaTypes() throws {
        let world = try World()
        let path = "\(base)/calibration_group/create"
        #expect(try world.send(.post(path).bearer().raw(Array("x".utf8), type: "text/xml")).status == 415)
        #expect(try world.send(.post(path).bearer().raw(Array("x".utf8), type: nil)).status == 415)
        #expect(try world.send(.post(path).bearer()).status == 400)
    }
}
