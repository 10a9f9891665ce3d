// Tests of counting and verifying requests.

import JSON
import TestSupport
import Testing

@Suite("Control: verifications")
struct VerificationsTests {
    @Test(
        "patterns fit what they say",
        arguments: [
            (["operation": "createJob"], 3), (["operation": "createJob", "body": ["tag": "b"]], 2),
            (["body": ["modules": ["object_scene_recognition": [:]]]], 3), (["body": ["sources": []]], 0),
            (["method": "POST"], 5), (["path": "/api/v1/jobs/"], 3), (["status": 201], 4),
            (["headers": ["content-type": "application/json"]], 3), (["headers": ["Authorization": "Key demo-key"]], 4),
            (["body": ["folder": "/x/", "file": ["filename": "a.txt", "size": 4]]], 1),
            (["body": ["calibration_group_name": "Front cameras"]], 1), (["platform": "deepva"], 4),
            (["verdict": "refused"], 0), (["platform": "control"], 1), ([:], 5), (["method": "post"], 5),
            (["method": "Get"], 0), (["status": 201.0], 4), (["body": ["file": ["size": 4.0]]], 1),
        ] as [(JSON, Int)])
    func counts(pattern: JSON, count: Int) throws {
        let world = try RequestStory.world()
        try world.send(.post("/__admin/requests/count", json: ["operation": "deleteJob"]))
        #expect(try world.send(.post("/__admin/requests/count", json: pattern))["count"] == .int(count))
    }

    @Test("expectations that are met are verified, in order if asked")
    func verifies() throws {
        let world = try RequestStory.world()
        let expectations: JSON = [
            ["request": ["operation": "createJob", "body": ["tag": "a"]], "times": 1],
            ["request": ["operation": "createJob", "body": ["tag": "b"]], "at_least": 1, "at_most": 2],
            ["request": ["operation": "uploadStorage"]],
            ["request": ["operation": "deleteJob"], "times": 0],
        ]
        #expect(try world.send(.post("/__admin/requests/verify", json: ["expect": expectations]))["verified"] == true)
        let ordered: JSON = [["request": ["operation": "createJob"]], ["request": ["operation": "uploadStorage"]]]
        let reversed: JSON = [["request": ["operation": "uploadStorage"]], ["request": ["operation": "createJob"]]]
        let good = try world.send(.post("/__admin/requests/verify", json: ["in_order": true, "expect": ordered]))
        #expect(good["verified"] == true)
        let bad = try world.send(.post("/__admin/requests/verify", json: ["in_order": true, "expect": reversed]))
        #expect(bad["verified"] == false)
        #expect(bad["in_order"] == false)
    }

    @Test(
        "in order an expectation takes the next requests that fit, and a pattern may come back",
        arguments: [
            ([("createJob", nil), ("listJobs", nil), ("createJob", nil)], true),
            ([("createJob", 1), ("listJobs", 1), ("createJob", 1)], true),
            ([("createJob", 1), ("deleteJob", 0), ("listJobs", 1), ("createJob", 1)], true),
            ([("createJob", 2), ("listJobs", 1)], false), ([("listJobs", 1), ("createJob", 2)], false),
            ([("createJob", nil), ("createJob", nil), ("listJobs", nil)], false),
            ([("createJob", 1), ("listJobs", 1)], false),
        ] as [([(String, Int?)], Bool)])
    func ordersExpectations(expectations: [(operation: String, times: Int?)], isVerified: Bool) throws {
        let world = try World()
        try world.send(.post("/api/v1/jobs/", json: RequestStory.job("a")).key())
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.post("/api/v1/jobs/", json: RequestStory.job("b")).key())
        let expect = expectations.map { expectation -> JSON in
            let request: JSON = ["operation": .string(expectation.operation)]
            guard let times = expectation.times else { return ["request": request] }
            return ["request": request, "times": .int(times)]
        }
        let answer = try world.send(
            .post("/__admin/requests/verify", json: ["in_order": true, "expect": .array(expect)]))
        #expect(answer["verified"] == .bool(isVerified))
    }

    @Test("an expectation that is not met shows what came and how near it was")
    func showsMisses() throws {
        let world = try RequestStory.world()
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: ["expect": [["request": ["operation": "createJob", "body": ["tag": "c"]], "times": 1]]]))
        #expect(answer["verified"] == false)
        #expect(answer["results", 0, "came"] == 0)
        #expect(answer["results", 0, "nearest", 0, "line"] == "POST /api/v1/jobs/")
        #expect(
            answer["results", 0, "nearest", 0, "differences"] == [["place": "body/tag", "expected": "c", "got": "a"]])
    }

    @Test("numbers are compared by value, wherever they stand, and large ones to the last digit")
    func comparesNumbers() throws {
        let world = try World()
        let body = #"{"sources":["http://media.example.test/a.jpg"],"modules":{"face_recognition":{}},"ttl":1000.0}"#
        try world.send(.post("/api/v1/jobs/").key().raw(Array(body.utf8), type: "application/json"))
        try world.send(.get("/api/v1/jobs/?limit=10").key())
        try world.send(
            .post("/__admin/sink/s").raw(Array("{\"n\":18446744073709551617}".utf8), type: "application/json"))
        func count(_ pattern: JSON) throws -> JSON? {
            try world.send(.post("/__admin/requests/count", json: pattern))["count"]
        }
        #expect(try count(["body": ["ttl": 1000]]) == 1)
        #expect(try count(["body": ["ttl": "1000"]]) == 1)
        #expect(try count(["query": ["limit": 10.0]]) == 1)
        #expect(try count(["query": ["limit": "10.0"]]) == 0)
        #expect(try count(["platform": "control", "body": ["n": .bigInteger("18446744073709551617")]]) == 1)
        #expect(try count(["platform": "control", "body": ["n": .bigInteger("18446744073709551616")]]) == 0)
        #expect(try count(["platform": "control", "body": ["n": 18446744073709551616.0]]) == 0)
    }

    @Test(
        "names that do not exist are refused with what was meant, since they would match nothing",
        arguments: [
            (["operation": "delteJob"], "operation", "Did you mean deleteJob?"),
            (["platform": "deepav"], "platform", "Did you mean deepva?"),
            (["platform": "deepopinion", "operation": "createJob"], "operation", "deepopinion has no operation"),
            (["operatoin": "createJob"], "operatoin", "did you mean operation?"),
            (["verdict": "refuzed"], "verdict", "one of"),
        ] as [(JSON, String, String)])
    func refusesUnknownNames(pattern: JSON, field: String, hint: String) throws {
        let world = try RequestStory.world()
        let counted = try world.send(.post("/__admin/requests/count", json: pattern))
        #expect(counted.status == 400)
        #expect(counted["error", "field"] == .string(field))
        #expect(counted["error", "message"]?.string?.contains(hint) == true, "\(counted.text)")
        let verified = try world.send(
            .post(
                "/__admin/requests/verify",
                json: ["expect": [["request": ["operation": "createJob"]], ["request": pattern, "times": 0]]]))
        #expect(verified.status == 400)
        #expect(verified["error", "field"] == .string("expect.1.request.\(field)"))
    }

    @Test("the nearest misses are those of the operation or the path, then those that differ least, then the oldest")
    func ranksMisses() throws {
        let world = try World()
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.post("/api/v1/job/", json: RequestStory.job("c")).key())
        try world.send(.post("/api/v1/jobs/", json: ["tag": "c"]).key("nobody"))
        try world.send(.post("/api/v1/jobs/", json: RequestStory.job("a")).key())
        func nearest(_ request: JSON) throws -> [JSON] {
            let answer = try world.send(
                .post("/__admin/requests/verify", json: ["expect": [["request": request]]]))
            return answer["results", 0, "nearest"]?.array?.compactMap { $0["request"] } ?? []
        }
        #expect(try nearest(["operation": "createJob", "status": 201, "body": ["tag": "c"]]) == [3, 4, 1])
        #expect(try nearest(["path": "/api/v1/jobsz/", "status": 201]) == [4, 1, 3])
        #expect(try nearest(["status": 202, "body": ["tag": "c"]]) == [2, 3, 1])
    }

    @Test("bodies are compared up to 64 KiB; of longer ones a miss says that they were cut")
    func comparesLongBodies() throws {
        let world = try World()
        for count in [500, 5000] {
            let sources = (0..<count).map { JSON.string("http://media.example.test/\($0).jpg") }
            try world.send(
                .post(
                    "/api/v1/jobs/",
                    json: [
                        "tag": .string("of-\(count)"), "sources": .array(sources),
                        "modules": ["object_scene_recognition": ["model": "general"]],
                    ]
                ).key())
        }
        let pattern: JSON = ["operation": "createJob", "body": ["tag": "of-500"]]
        #expect(try world.send(.post("/__admin/requests/count", json: pattern))["count"] == 1)
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: ["expect": [["request": ["method": "POST", "body": ["tag": "of-5000"]], "times": 1]]]))
        #expect(answer["results", 0, "met"] == false)
        let differences = answer["results", 0, "nearest"]?.array?.flatMap { $0["differences"]?.array ?? [] }
        #expect(differences?.contains { $0["got"] == "a body of which only the beginning was kept" } == true)
    }
}
