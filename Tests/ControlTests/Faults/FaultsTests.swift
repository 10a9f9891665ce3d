// Fault plans: exact sequences, chance, quotas, binding to one test, and the account of what fired.

import Contract
import Emulator
import HTTP
import JSON
import System
import TestSupport
import Testing

@Suite("Control: faults")
struct FaultsTests {
    @discardableResult
    private func plan(_ world: World, _ json: JSON) throws -> TestAnswer {
        let answer = try world.send(.post("/__admin/faults", json: json))
        #expect(answer.status == 201)
        return answer
    }

    private func statuses(_ world: World, _ count: Int, target: String = "/api/v1/jobs/") throws -> [Int] {
        try (0..<count).map { _ in try world.send(.get(target).key()).status }
    }

    @Test("a sequence is applied in order, then all is well, and the account is complete")
    func appliesSequences() throws {
        let world = try World()
        try plan(
            world,
            [
                "id": "down", "match": ["operation": "listJobs"],
                "steps": [["status": 503, "retry_after": 7, "times": 2], ["pass": true], ["status": 401]],
            ])
        #expect(try world.send(.post("/__admin/faults/verify"))["verified"] == false)
        #expect(try world.send(.get("/api/v2/storage/").key()).status == 200)
        let first = try world.send(.get("/api/v1/jobs/").key())
        #expect(first.status == 503)
        #expect(first.header("Retry-After") == "7")
        #expect(first["detail"] != nil || first["message"] != nil || first["error"] != nil)
        #expect(try statuses(world, 5) == [503, 200, 401, 200, 200])
        let account = try world.send(.get("/__admin/faults"))["faults", 0]
        #expect(account?["fired"] == 3)
        #expect(account?["steps_fired"] == [2, 1, 1])
        #expect(account?["used_up"] == true)
        #expect(try world.send(.post("/__admin/faults/verify"))["verified"] == true)
        let journal = try world.send(.get("/__admin/requests?operation=listJobs&status=503"))
        #expect(journal["requests", 0, "fault"] == "down: status 503")
    }

    @Test("an error may answer a body, a media type and headers of its own, as a gateway would")
    func answersAsGateway() throws {
        let world = try World()
        try plan(
            world,
            [
                "match": ["operation": "listStorage"],
                "steps": [
                    [
                        "status": 502, "body": "<h1>Bad gateway</h1>", "media_type": "text/html",
                        "headers": ["Server": "gateway", "Via": "1.1 gateway"], "retry_after": 3,
                    ],
                    ["status": 503, "body": ["reason": "asleep"]], ["status": 504, "body": ""],
                    ["status": 500, "headers": ["X-Cache": "miss"]],
                ],
            ])
        let request = TestRequest.get("/api/v2/storage/").key()
        let page = try world.send(request)
        #expect(page.status == 502)
        #expect(page.text == "<h1>Bad gateway</h1>")
        let names = page.headers.map(\.name)
        #expect(names.filter { $0 == "Server" }.count == 1)
        #expect(page.header("Server") == "gateway")
        #expect(page.header("Content-Type") == "text/html")
        #expect(page.header("Retry-After") == "3")
        let via = try #require(names.firstIndex(of: "Via"))
        let own = try #require(names.firstIndex { $0.hasPrefix("X-Deepmock-") })
        #expect(via < own)
        let json = try world.send(request)
        #expect(json.text == #"{"reason":"asleep"}"#)
        #expect(json.header("Content-Type") == "application/json")
        let empty = try world.send(request)
        #expect(empty.body.isEmpty)
        #expect(empty.header("Content-Type") == "text/plain; charset=utf-8")
        let last = try world.send(request)
        #expect(last.header("X-Cache") == "miss")
        #expect(last["message"] != nil || last["error"] != nil || last["detail"] != nil)
        #expect(try world.send(request).status == 200)
    }

    @Test("a quota may answer a body of its own")
    func answersQuota() throws {
        let world = try World()
        try plan(world, ["fault": ["quota": ["limit": 1, "seconds": 10], "body": "slow down"]])
        #expect(try statuses(world, 1) == [200])
        let refused = try world.send(.get("/api/v1/jobs/").key())
        #expect(refused.status == 429)
        #expect(refused.text == "slow down")
        #expect(refused.header("Retry-After") == "10")
    }

    @Test(
        "answers that cannot be sent are refused, and the member is named",
        arguments: [
            (["reset": true, "body": "x"], "fault.body"),
            (["status": 500, "media_type": "text/html"], "fault.media_type"),
            (["status": 500, "body": "x", "media_type": "html"], "fault.media_type"),
            (["status": 500, "body": "x", "media_type": "text/html\r\nA: b"], "fault.media_type"),
            (["status": 500, "headers": ["Content-Length": "9"]], "fault.headers.Content-Length"),
            (["status": 500, "headers": ["X-Deepmock-Request": "9"]], "fault.headers.X-Deepmock-Request"),
            (["status": 500, "headers": ["A b": "9"]], "fault.headers.A b"),
            (["status": 500, "headers": ["A": "9\r\nB: c"]], "fault.headers.A"),
            (["status": 500, "body": 7], "fault.body"),
        ] as [(JSON, String)])
    func refusesAnswers(fault: JSON, field: String) throws {
        let answer = try World().send(.post("/__admin/faults", json: ["fault": fault]))
        #expect(answer.status == 400)
        #expect(answer.text.contains(field), "\(answer.text)")
    }

    @Test(
        "an error comes before the handler: nothing is stored; trouble on the wire comes behind it, unless told otherwise"
    )
    func keepsOrder() throws {
        let job: JSON = ["sources": ["http://a.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]]]
        let world = try World()
        try plan(
            world,
            ["match": ["operation": "createJob"], "steps": [["status": 500], ["reset": true, "handled": false]]])
        try plan(world, ["match": ["operation": "createJob"], "fault": ["reset": true]])
        for total in [0, 0, 1, 2] {
            try world.send(.post("/api/v1/jobs/", json: job).key())
            #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == .int(total))
        }
    }

    @Test(
        "requests that are refused anyway use no step up, whatever it does, and get their own error",
        arguments: ["status", "reset", "malformed_json"])
    func checksFirst(step: String) throws {
        let world = try World()
        let fault: JSON = [step: true]
        try plan(world, ["match": ["platform": "deepva"], "steps": [step == "status" ? ["status": 503] : fault]])
        #expect(try world.send(.get("/api/v1/jobs/")).status == 401)
        #expect(try world.send(.get("/api/v1/jobs/").key("wrong")).status == 401)
        #expect(try world.send(.get("/api/v1/nothing/").key()).status == 404)
        #expect(try world.send(.post("/api/v1/jobs/", json: ["sources": 1]).key()).status == 400)
        #expect(try world.send(.get("/__admin/faults"))["faults", 0, "matched"] == 0)
        let refused = try world.send(.get("/__admin/requests?platform=deepva"))
        #expect(refused["requests"]?.array?.map { $0["fault"] } == [.null, .null, .null, .null])
        try world.send(.get("/api/v1/jobs/").key())
        #expect(try world.send(.get("/__admin/faults"))["faults", 0, "fired"] == 1)
    }

    @Test("chance comes from the seed")
    func repeatsChance() throws {
        func run(seed: UInt64) throws -> [Int] {
            let world = try World(seed: seed)
            try plan(world, ["probability": 0.5, "repeat": true, "steps": [["status": 500]]])
            return try statuses(world, 40)
        }
        let first = try run(seed: 1)
        #expect(try run(seed: 1) == first)
        #expect(try run(seed: 2) != first)
        #expect((8...32).contains(first.count { $0 == 500 }))
    }

    @Test("a quota refuses what is beyond it until its window on the tenant's clock is over")
    func limitsRates() throws {
        let world = try World()
        try plan(world, ["match": ["platform": "deepva"], "fault": ["quota": ["limit": 2, "seconds": 10]]])
        #expect(try statuses(world, 2) == [200, 200])
        try world.advance(seconds: 4)
        let refused = try world.send(.get("/api/v1/jobs/").key())
        #expect(refused.status == 429)
        #expect(refused.header("Retry-After") == "6")
        try world.advance(seconds: 6)
        #expect(try statuses(world, 3) == [200, 200, 429])
    }

    @Test("a tenant that goes back in time begins a new window")
    func limitsRatesAfterRestore() throws {
        let world = try World()
        try world.send(.put("/__admin/snapshots/early", json: [:]))
        try world.advance(seconds: 3600)
        try plan(world, ["fault": ["quota": ["limit": 1, "seconds": 60]]])
        #expect(try statuses(world, 2) == [200, 429])
        try world.send(.post("/__admin/snapshots/early/restore"))
        #expect(try statuses(world, 1) == [200])
        #expect(try world.send(.get("/api/v1/jobs/").key()).header("Retry-After") == "60")
    }

    private let job: JSON = [
        "sources": ["http://a.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]],
    ]

    /// Asks what a head is to meet, as the server does before the body comes.
    private func admit(_ world: World, _ request: TestRequest, bodyBytes: Int?) throws -> RequestContext {
        let framing = Framing(
            body: bodyBytes.map { .length($0) } ?? .chunked, expectsContinue: false, keepAlive: true)
        let context = world.emulator.admit(try request.build().head, framing: framing)
        world.emulator.planCut(of: context, framing: framing)
        return context
    }

    /// Hands over what came of a body that was cut.
    private func cut(_ world: World, _ context: RequestContext, _ bytes: [UInt8]) {
        world.emulator.respondToCut(
            context, with: Request(head: context.head, body: .payload(.memory(bytes)), isCut: true))
        world.emulator.commitTurn()
    }

    @Test("an upload is cut when that is the plan's next step, and the other steps keep their places")
    func cutsUploadsInTurn() throws {
        let world = try World()
        let post = TestRequest.post("/api/v1/jobs/", json: job).key()
        try plan(
            world,
            ["match": ["operation": "createJob"], "steps": [["status": 503], ["upload_cut": 3], ["status": 500]]])
        #expect(try admit(world, post, bodyBytes: 100).bodyPolicy.cutAfter == nil)
        #expect(try world.send(post).status == 503)
        #expect(try admit(world, post, bodyBytes: 2).bodyPolicy.cutAfter == nil, "a body that ends before the cut")
        #expect(try world.send(post).status == 201)
        let context = try admit(world, post, bodyBytes: 100)
        #expect(context.bodyPolicy.cutAfter == 3)
        cut(world, context, [1, 2, 3])
        #expect(try admit(world, post, bodyBytes: 100).bodyPolicy.cutAfter == nil)
        #expect(try world.send(post).status == 500)
        let account = try world.send(.get("/__admin/faults"))["faults", 0]
        #expect(account?["steps_fired"] == [1, 1, 1])
        #expect(account?["fired"] == 3)
        let journal = try world.send(.get("/__admin/requests?operation=createJob"))["requests"]?.array ?? []
        #expect(journal.map { $0["status"] } == [500, 0, 201, 503])
        #expect(journal[1]["fault"] == "fault-1: upload_cut")
    }

    @Test("a body of unknown length uses the step up only when it was long enough")
    func cutsChunkedUploads() throws {
        let world = try World()
        let post = TestRequest.post("/api/v1/jobs/", json: job).key()
        try plan(world, ["match": ["operation": "createJob"], "fault": ["upload_cut": 3]])
        for (come, fired) in [(2, 0), (3, 1)] {
            let context = try admit(world, post, bodyBytes: nil)
            #expect(context.bodyPolicy == BodyPolicy(keepsPart: true, cutAfter: 3))
            cut(world, context, Array("{  ".utf8.prefix(come)))
            #expect(try world.send(.get("/__admin/faults"))["faults", 0, "fired"] == .int(fired))
            #expect(try world.send(.get("/__admin/requests?platform=deepva"))["total"] == .int(fired))
        }
    }

    @Test("a cut upload whose part is kept stands in the journal once")
    func journalsPartsOnce() throws {
        let world = try World()
        try plan(world, ["match": ["operation": "uploadDatasetArchive"], "fault": ["upload_cut": 3]])
        let operation = try #require(
            world.emulator.catalogue.operations.first { $0.id == "uploadDatasetArchive" })
        let path = operation.template.split(separator: "/").map { $0.hasPrefix("{") ? "demo" : String($0) }
        let put = TestRequest(operation.method, "/" + path.joined(separator: "/")).bearer()
        let context = try admit(world, put, bodyBytes: 1_000_000)
        #expect(context.bodyPolicy.cutAfter == 3)
        cut(world, context, [1, 2, 3])
        let journal = try world.send(.get("/__admin/requests?operation=uploadDatasetArchive"))
        #expect(journal["total"] == 1)
        #expect(journal["requests", 0, "status"] == 0)
        #expect(journal["requests", 0, "fault"] == "fault-1: upload_cut")
        #expect(try world.send(.get("/__admin/faults"))["faults", 0, "fired"] == 1)
    }

    @Test("a name that is made up is not one that a plan has")
    func keepsNames() throws {
        let world = try World()
        try plan(world, ["id": "fault-1", "fault": ["status": 500]])
        #expect(try plan(world, ["fault": ["status": 502]])["id"] == "fault-2")
        try plan(world, ["id": "fault-3", "fault": ["status": 503]])
        #expect(try plan(world, ["fault": ["status": 504]])["id"] == "fault-4")
        #expect(try statuses(world, 5) == [500, 502, 503, 504, 200])
    }

    @Test("a bound plan is for requests with its header alone, and they for it")
    func binds() throws {
        let world = try World()
        try plan(world, ["id": "mine", "bound": true, "repeat": true, "fault": ["status": 502]])
        try plan(world, ["id": "all", "repeat": true, "fault": ["status": 504]])
        let request = TestRequest.get("/api/v1/jobs/").key()
        #expect(try world.send(request).status == 504)
        #expect(try world.send(request.header("X-Deepmock-Fault-Plan", "mine")).status == 502)
        #expect(try world.send(request.header("X-Deepmock-Fault-Plan", "other")).status == 200)
    }

    @Test("patterns fit by method, path and header")
    func matches() throws {
        let world = try World()
        try plan(
            world,
            [
                "match": ["method": "GET", "path": "/api/v1/", "headers": ["X-Test": "a"]], "repeat": true,
                "fault": ["status": 418, "message": "Short and stout."],
            ])
        #expect(try world.send(.get("/api/v1/jobs/").key()).status == 200)
        let answer = try world.send(.get("/api/v1/jobs/").key().header("X-Test", "a"))
        #expect(answer.status == 418)
        #expect(answer.text.contains("Short and stout."))
        #expect(try world.send(.get("/v1/jobs/").key().header("X-Test", "a")).status == 200)
    }

    @Test("a number in a pattern is met by every header of equal value")
    func matchesNumbers() throws {
        let world = try World()
        try plan(world, ["match": ["headers": ["X-Page": 2]], "repeat": true, "fault": ["status": 418]])
        for (value, status) in [("2", 418), ("2.0", 418), ("2e0", 418), ("3", 200), ("two", 200)] {
            #expect(try world.send(.get("/api/v1/jobs/").key().header("X-Page", value)).status == status)
        }
    }

    @Test("a path is compared without the prefix of its tenant, a method without regard to case")
    func matchesWithinTenants() throws {
        let world = try World()
        let other = try world.send(
            .post(
                "/t/other/__admin/faults",
                json: ["match": ["method": "get", "path": "/api/v1/jobs"], "repeat": true, "fault": ["status": 418]]))
        #expect(other.status == 201)
        #expect(try world.send(.get("/t/other/api/v1/jobs/").key("other:demo-key")).status == 418)
        #expect(try world.send(.get("/api/v1/jobs/").key("other:demo-key")).status == 418)
        #expect(try world.send(.get("/t/other/api/v1/storage/").key("other:demo-key")).status == 200)
    }

    @Test("plans belong to their tenant, never touch the control plane, and go with a reset")
    func staysApart() throws {
        let world = try World()
        try plan(world, ["repeat": true, "fault": ["status": 500]])
        #expect(try world.send(.get("/__admin/info")).status == 200)
        #expect(try world.send(.get("/t/other/api/v1/jobs/").key("other:demo-key")).status == 200)
        #expect(try statuses(world, 1) == [500])
        try world.send(.post("/__admin/reset"))
        #expect(try statuses(world, 1) == [200])
    }

    @Test("a plan can be replaced and dropped")
    func drops() throws {
        let world = try World()
        try plan(world, ["id": "a", "repeat": true, "fault": ["status": 500]])
        try plan(world, ["id": "a", "repeat": true, "fault": ["status": 503]])
        #expect(try statuses(world, 1) == [503])
        #expect(try world.send(.delete("/__admin/faults/a")).status == 204)
        #expect(try world.send(.delete("/__admin/faults/a")).status == 404)
        try plan(world, ["repeat": true, "fault": ["status": 503]])
        #expect(try world.send(.delete("/__admin/faults")).status == 204)
        #expect(try statuses(world, 1) == [200])
    }

    @Test(
        "plans that say nothing, or too much, or name no operation are refused",
        arguments: [
            [:], ["steps": []], ["steps": [[:]]], ["fault": ["status": 500, "reset": true]], ["fault": ["times": 2]],
            ["fault": ["status": 200]], ["steps": [["pass": true]], "fault": ["pass": true]],
            ["match": ["operation": "nothing"], "fault": ["status": 500]],
            ["fault": ["latency_ms": ["uniform": [5, 1]]]],
            ["match": ["operation": "createFault"], "fault": ["status": 500]],
            ["match": ["method": "FETCH"], "fault": ["status": 500]],
            ["match": ["operation": "createJob", "method": "GET"], "fault": ["status": 500]],
            ["match": ["path": "api/v1/jobs"], "fault": ["status": 500]],
            ["match": ["path": "/__admin/reset"], "fault": ["status": 500]],
            ["fault": ["slow_body": 9_223_372_036_854_775_807]],
            ["fault": ["cut_body": 9_223_372_036_854_775_807]],
            ["fault": ["upload_cut": 9_223_372_036_854_775_807]],
            ["fault": ["status": 503, "retry_after": 9_223_372_036_854_775_807]],
            ["fault": ["quota": ["limit": 9_223_372_036_854_775_807, "seconds": 1]]],
            ["fault": ["latency_ms": 9_223_372_036_854_775_807]],
            ["fault": ["latency_ms": ["uniform": [0, 1e300]]]],
            ["fault": ["latency_ms": -1]], ["fault": ["latency_ms": ["lognormal": ["median": 1]]]],
        ] as [JSON])
    func refuses(json: JSON) throws {
        let world = try World()
        #expect(try world.send(.post("/__admin/faults", json: json)).status == 400)
    }
}
