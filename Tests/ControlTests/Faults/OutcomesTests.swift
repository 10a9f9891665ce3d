// Tests of outcomes: checked when they are set, and obeyed after the fact.

import JSON
import TestSupport
import Testing

@Suite("Control: outcomes")
struct OutcomesTests {
    private func set(_ world: World, _ outcome: JSON) throws -> TestAnswer {
        try world.send(.post("/__admin/outcomes", json: outcome))
    }

    private func job(_ world: World, tag: String = "") throws -> String {
        let answer = try world.send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["https://media.test/a.jpg"], "tag": .string(tag),
                    "modules": ["object_scene_recognition": ["model": "general"]],
                ]
            ).key())
        return try #require(answer["id"]?.string)
    }

    private func state(_ world: World, _ job: String) throws -> JSON? {
        try world.send(.get("/api/v1/jobs/\(job)/").key())["state"]
    }

    private func toNext(_ world: World) throws {
        #expect(try world.send(.post("/__admin/clock/advance", json: ["to": "next"])).status == 200)
    }

    @Test(
        "what could never apply, or no answer could show, is refused with its place",
        arguments: [
            (["platform": "deepva", "operation": "listJobs", "state": "failed"], "operation"),
            (["platform": "deepva", "operation": "nothing", "state": "failed"], "operation"),
            (
                ["platform": "deepva", "operation": "createExport", "state": "completed", "result": ["a": 1]],
                "result"
            ),
            (["platform": "deepen-tools", "state": "completed", "result": ["a": 1]], "result"),
            (
                [
                    "platform": "deepva", "state": "completed",
                    "result": ["detailed_results": [["detections": [["frame_index": "0"]]]]],
                ], "result.detailed_results.0.detections.0"
            ),
            (
                [
                    "platform": "deepopinion", "operation": "trainModel", "state": "completed", "result": ["score": 7],
                ], "result.score"
            ),
        ] as [(JSON, String)])
    func refused(outcome: JSON, field: String) throws {
        let answer = try set(World(), outcome)
        #expect(answer.status == 400)
        #expect(answer.text.contains(field), "\(answer.text)")
    }

    @Test("without an operation a result may be that of any record of the platform")
    func anyOperation() throws {
        let world = try World()
        for result in [["score": 0.5], ["tags": [["class": "a"]]], ["fields": ["total": "5"]]] as [JSON] {
            let answer = try set(world, ["platform": "deepopinion", "state": "completed", "result": result])
            #expect(answer.status == 201, "\(answer.text)")
        }
    }

    @Test("a result that was set is what the job shows")
    func result() throws {
        let world = try World()
        let detections: JSON = [
            ["frame_index": 0, "type": "face", "data": ["x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5]]
        ]
        let answer = try set(
            world,
            [
                "platform": "deepva", "match": ["tag": "planned"], "state": "completed",
                "result": ["detailed_results": [["module": "m", "meta": ["a": 1], "detections": detections]]],
            ])
        #expect(answer.status == 201, "\(answer.text)")
        let id = try job(world, tag: "planned")
        try world.runUntilIdle()
        let results = try world.send(.get("/api/v1/jobs/\(id)/detailed-results/").key())
        #expect(results["data", 0, "detections"] == detections)
        #expect(results["total"] == 1)
    }

    @Test("an outcome by id reaches a job whose work is under way, once", arguments: [false, true])
    func late(isLimited: Bool) throws {
        let world = try World()
        let id = try job(world)
        let other = try job(world)
        try toNext(world)
        #expect(try state(world, id) == "processing")
        var outcome: JSONObject = [
            "platform": "deepva", "match": ["id": .string(id)], "state": "failed", "error": "Too late for that.",
        ]
        if isLimited { outcome["times"] = 1 }
        #expect(try set(world, .object(outcome)).status == 201)
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/jobs/\(id)/").key())["errors"] == ["Too late for that."])
        #expect(try state(world, other) == "completed")
        let left = try world.send(.get("/__admin/outcomes"))
        #expect(left["outcomes"]?.array?.count == (isLimited ? 0 : 1))
        #expect(left.text.contains("applied") == false)
    }

    @Test("a late outcome with a wait puts the end off, and a stuck one gives the worker back")
    func lateWaits() throws {
        let world = try World()
        let (slow, stuck, last) = (try job(world), try job(world), try job(world))
        try toNext(world)
        #expect(
            try set(
                world,
                [
                    "platform": "deepva", "match": ["id": .string(slow)], "state": "failed", "after_ms": 60_000,
                    "times": 1,
                ]
            ).status == 201)
        try world.advance(seconds: 30)
        #expect(try state(world, slow) == "processing")
        try toNext(world)
        #expect(try state(world, slow) == "failed")
        while try state(world, stuck) == "waiting" { try toNext(world) }
        #expect(try state(world, stuck) == "processing")
        #expect(
            try set(world, ["platform": "deepva", "match": ["id": .string(stuck)], "state": "stuck", "times": 1])
                .status == 201)
        try world.runUntilIdle()
        #expect(try state(world, stuck) == "processing")
        #expect(try state(world, last) == "completed")
    }

    @Test("an outcome that names its record before the work begins is not obeyed a second time at the end")
    func early() throws {
        let world = try World()
        let id = try job(world)
        #expect(
            try set(
                world, ["platform": "deepva", "match": ["id": .string(id)], "state": "completed", "after_ms": 5000]
            ).status == 201)
        try world.advance(seconds: 4)
        #expect(try state(world, id) == "processing")
        try world.advance(seconds: 3)
        #expect(try state(world, id) == "completed")
    }

    @Test("outcomes are kept until they are used or dropped")
    func listsAndDeletes() throws {
        let world = try World()
        let made = try world.send(
            .post("/__admin/outcomes", json: ["platform": "deepva", "state": "failed", "error": "no", "times": 2]))
        #expect(made.status == 201)
        #expect(made["remaining"] == 2)
        #expect(try world.send(.get("/__admin/outcomes"))["outcomes"]?.array?.count == 1)
        #expect(
            try world.send(
                .post("/__admin/outcomes", json: ["platform": "deepva", "operation": "nothing", "state": "stuck"])
            )
            .status == 400)
        #expect(try world.send(.delete("/__admin/outcomes")).status == 204)
        #expect(try world.send(.get("/__admin/outcomes")).text == #"{"outcomes":[]}"#)
    }
}
