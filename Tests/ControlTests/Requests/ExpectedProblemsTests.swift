// Tests of expected problems: which requests they mark, how they are counted, what ends them.

import JSON
import TestSupport
import Testing

@Suite("Control: expected problems")
struct ExpectedProblemsTests {
    private let expect = "/__admin/requests/expect"

    private func refuse(_ world: World, times: Int = 1) throws {
        for _ in 0..<times {
            #expect(try world.send(.post("/api/v1/jobs/", json: ["sources": []]).key()).status == 400)
        }
    }

    private func numbers(_ world: World, _ filter: String) throws -> [JSON?] {
        let list = try world.send(.get("/__admin/requests?platform=deepva&\(filter)"))
        return (list["requests"]?.array ?? []).map { $0["id"] }
    }

    @Test("a problem that fits is marked, as often as it is expected; more are mistakes")
    func marks() throws {
        let world = try World()
        try refuse(world)
        let made = try world.send(
            .post(expect, json: ["request": ["operation": "createJob", "status": 400], "times": 2]))
        #expect(made.status == 201)
        #expect(made["id"] == 1)
        #expect(made["came"] == 0)
        #expect(made["met"] == false)
        try refuse(world, times: 3)
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.get("/api/v1/jobs/"))
        #expect(try numbers(world, "expected=true") == [4, 3])
        #expect(try numbers(world, "expected=false") == [7, 5, 1])
        #expect(try world.send(.get("/__admin/requests/3"))["expected"] == true)
        #expect(try world.send(.get("/__admin/requests/6"))["expected"] == false)
        let list = try world.send(.get(expect))
        #expect(list["met"] == 1)
        #expect(list["unmet"] == 0)
        #expect(list["expectations", 0, "came"] == 2)
        #expect(list["expectations", 0, "expected", "times"] == 2)
    }

    @Test("the first expectation with room takes a request, each request is taken once")
    func sharesRequests() throws {
        let world = try World()
        try world.send(.post(expect, json: ["request": ["status": 400], "at_most": 1]))
        try world.send(.post(expect, json: ["request": ["operation": "createJob"], "at_least": 2]))
        try world.send(.post(expect, json: ["request": ["verdict": "unmatched"], "at_least": 0]))
        try refuse(world, times: 2)
        let list = try world.send(.get(expect))
        #expect(list["expectations"]?.array?.map { $0["came"] } == [1, 1, 0])
        #expect(list["expectations"]?.array?.map { $0["met"] } == [true, false, true])
        #expect(list["met"] == 2)
        #expect(list["unmet"] == 1)
    }

    @Test("requests from before count only from the number that is given")
    func since() throws {
        let world = try World()
        try refuse(world, times: 3)
        let made = try world.send(.post(expect, json: ["request": ["operation": "createJob"], "since": 1]))
        #expect(made["came"] == 2)
        #expect(try numbers(world, "expected=true") == [3, 2])
        #expect(try world.send(.post(expect, json: ["request": [:], "since": 0]))["came"] == 1)
    }

    @Test("requests of the control plane count only when they are asked for, planned faults as any")
    func others() throws {
        let world = try World()
        try world.send(.post(expect, json: ["request": [:]]))
        try world.send(.post(expect, json: ["request": ["platform": "control", "status": 404]]))
        #expect(try world.send(.get("/__admin/requests/99")).status == 404)
        #expect(try world.send(.get("/__admin/requests/x")).status == 404)
        try world.send(.post("/__admin/faults", json: ["fault": ["reset": true]]))
        try world.send(.post("/__admin/faults", json: ["fault": ["status": 503]]))
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.get("/api/v1/jobs/").key())
        let list = try world.send(.get(expect))
        #expect(list["expectations"]?.array?.map { $0["came"] } == [1, 2])
        #expect(try numbers(world, "expected=true&status=503").count == 1)
    }

    @Test("expectations stay when the journal is cleared or a snapshot restored, and go with a reset or one by one")
    func ends() throws {
        let world = try World()
        for _ in 0..<2 { try world.send(.post(expect, json: ["request": ["status": 400]])) }
        try refuse(world)
        try world.send(.delete("/__admin/requests"))
        try world.send(.put("/__admin/snapshots/a", json: [:]))
        try world.send(.post("/__admin/snapshots/a/restore"))
        #expect(try world.send(.get(expect))["expectations"]?.array?.map { $0["came"] } == [1, 0])
        #expect(try world.send(.delete("\(expect)/1")).status == 204)
        #expect(try world.send(.delete("\(expect)/1")).status == 404)
        #expect(try world.send(.get(expect))["expectations", 0, "id"] == 2)
        #expect(try world.send(.delete(expect)).status == 204)
        #expect(try world.send(.get(expect))["expectations"] == [])
        #expect(try world.send(.post(expect, json: ["request": ["status": 400]]))["id"] == 3)
        try world.send(.post("/__admin/reset"))
        #expect(try world.send(.get(expect))["expectations"] == [])
        #expect(try world.send(.post(expect, json: ["request": ["status": 400]]))["id"] == 1)
        #expect(try world.send(.get("/t/other\(expect)"))["expectations"] == [])
    }

    @Test(
        "expectations of what is no problem, or that contradict themselves, are refused",
        arguments: [
            ([:], "request"), (["request": ["status": 200]], "request.status"),
            (["request": ["verdict": "answered"]], "request.verdict"),
            (["request": [:], "times": 1, "at_most": 2], "times"), (["request": [:], "times": 0], "times"),
            (["request": [:], "at_least": 3, "at_most": 2], "at_least"), (["request": ["colour": 1]], "request.colour"),
            (["request": ["operation": "createJbo"]], "Did you mean createJob?"),
        ] as [(JSON, String)])
    func refuses(json: JSON, field: String) throws {
        let answer = try World().send(.post(expect, json: json))
        #expect(answer.status == 400)
        #expect(answer.text.contains(field), "\(answer.text)")
    }
}
