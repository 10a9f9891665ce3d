// Determinism and replay: the same seed, clock and requests give the same bytes, and a difference is found.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Control: recordings")
struct RecordingsTests {
    private let job: JSON = [
        "sources": ["http://media.example.test/a.jpg"], "modules": ["object_scene_recognition": ["model": "general"]],
    ]

    /// Some of everything.
    private func play(_ world: World) throws {
        let job = try world.send(.post("/api/v1/jobs/", json: self.job).key())
        try world.send(
            TestRequest("POST", "/api/v2/storage/").key().multipart(
                .field("folder", "/x/"), .file("file", "a.bin", type: "image/x", [0xFF, 0, 1])))
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.post("/__admin/clock/advance", json: ["to": "idle"]))
        try world.send(.get("/api/v1/jobs/\(job["id"]?.string ?? "")/detailed-results/").key())
        try world.send(.get("/api/v2/storage/1/file/").key())
        try world.send(
            TestRequest("POST", "/api/v2/external/clients/demo/calibration_group/create").bearer()
                .form("calibration_group_name=Front"))
        try world.send(.get("/api/v1/nothing/").key())
        try world.send(.post("/api/v1/jobs/", json: [:]).key())
    }

    private func recorded(seed: UInt64 = 1) throws -> JSON {
        let world = try World(seed: seed)
        try world.send(.post("/api/v1/jobs/", json: job).key())
        #expect(try world.send(.put("/__admin/recording", json: ["enabled": true]))["enabled"] == true)
        try play(world)
        #expect(try world.send(.put("/__admin/recording", json: ["enabled": false]))["exchanges"] == 9)
        return try world.send(.get("/__admin/recording")).json
    }

    @Test("two runs with one seed give the same bytes, other seeds do not")
    func repeats() throws {
        let first = try recorded()
        #expect(try recorded() == first)
        #expect(try recorded(seed: 2) != first)
    }

    @Test(
        "a recording replays the same in another process, whatever that has done before",
        arguments: [1, 77] as [UInt64])
    func replays(seed: UInt64) throws {
        let recording = try recorded()
        let world = try World(clock: .running, seed: seed)
        try world.send(.post("/api/v1/jobs/", json: job).key())
        let answer = try world.send(.post("/__admin/replay", json: ["recording": recording]))
        #expect(answer["identical"] == true, "\(answer.text)")
        #expect(answer["replayed"] == 9)
        #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == 1)
    }

    @Test("a replay can stop on the way")
    func stops() throws {
        let world = try World()
        let answer = try world.send(.post("/__admin/replay", json: ["recording": try recorded(), "until": 1]))
        #expect(answer["replayed"] == 1)
        #expect(try world.send(.get("/api/v1/jobs/").key())["data", 0, "state"] == "waiting")
        #expect(try world.send(.get("/api/v2/storage/").key())["total"] == 0)
    }

    @Test("the first difference is shown with its place")
    func findsDifferences() throws {
        var recording = try recorded()
        let text = try #require(recording["exchanges"]?[2]?["answer"]?["text"]?.string)
        func set(_ member: String, _ value: JSON) {
            guard case .object(var members) = recording, var exchanges = members["exchanges"]?.array,
                case .object(var exchange) = exchanges[2]
            else { return }
            exchange[member] = value
            exchanges[2] = .object(exchange)
            members["exchanges"] = .array(exchanges)
            recording = .object(members)
        }
        set("answer", ["text": .string(text.replacing("\"general\"", with: "\"special\""))])
        let world = try World()
        let answer = try world.send(.post("/__admin/replay", json: ["recording": recording]))
        #expect(answer["identical"] == false)
        #expect(answer["difference", "index"] == 2)
        #expect(answer["difference", "place"] == "body/data/0/modules/object_scene_recognition/model")
        #expect(answer["difference", "expected"] == "special")
        #expect(answer["difference", "got"] == "general")
        set("status", 500)
        #expect(
            try world.send(.post("/__admin/replay", json: ["recording": recording]))["difference", "place"] == "status")
    }

    @Test("numbers of answers are compared by value, and the order of members counts")
    func comparesByValue() throws {
        let world = try World()
        try world.send(.put("/__admin/recording", json: ["enabled": true]))
        try world.send(.get("/api/v1/jobs/").key())
        let recording = try world.send(.get("/__admin/recording")).text
        func replay(_ old: String, _ new: String) throws -> TestAnswer {
            #expect(recording.contains(old))
            let changed = try JSON(parsing: recording.replacing(old, with: new))
            return try world.send(.post("/__admin/replay", json: ["recording": changed]))
        }
        let total = #"{\"total\":0,\"offset\":0,"#
        #expect(try replay(total, #"{\"total\":0.0, \"offset\":0e0,"#)["identical"] == true)
        #expect(try replay(#""status":200"#, #""status":200.0"#)["identical"] == true)
        #expect(try replay(total, #"{\"total\":1.0,\"offset\":0,"#)["difference", "place"] == "body/total")
        let swapped = try replay(total, #"{\"offset\":0,\"total\":0,"#)
        #expect(swapped["identical"] == false)
        #expect(swapped["difference", "place"] == "body")
    }

    @Test("recordings that are none, of a newer form or of another tenant are refused")
    func refuses() throws {
        let world = try World()
        let good = try recorded()
        func replay(_ change: (inout JSONObject) -> Void) throws -> Int {
            var members = try #require(good.object)
            change(&members)
            return try world.send(.post("/__admin/replay", json: ["recording": .object(members)])).status
        }
        #expect(try replay { $0["format"] = 2 } == 400)
        #expect(try replay { $0["tenant"] = "other" } == 409)
        #expect(try replay { $0["exchanges"] = [["method": "A B", "target": "/"]] } == 400)
        #expect(
            try replay {
                $0["beginning"] = ["seed": "x", "mode": "frozen", "now": "2026-01-01T00:00:00.000000Z", "step_ms": 1]
            } == 400)
        #expect(try world.send(.get("/__admin/recording")).status == 404)
    }
}
