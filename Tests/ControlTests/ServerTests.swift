// Tests of health, information, contracts, coverage, journal.

import TestSupport
import Testing

@Suite("Control: server, contracts and journal")
struct ControlServerTests {
    @Test("health and information")
    func health() throws {
        let world = try World()
        #expect(try world.send(.get("/__admin/health")).text == #"{"status":"ok"}"#)
        let info = try world.send(.get("/__admin/info"))
        #expect(info["tenants", "count"] == 1)
        #expect(info["data"] == .null)
    }

    @Test("contracts are OpenAPI documents whose servers point here")
    func contracts() throws {
        let world = try World()
        let list = try world.send(.get("/__admin/contracts"))
        let platforms = list["contracts"]?.array?.compactMap { $0["platform"]?.string } ?? []
        #expect(Set(platforms) == ["deepva", "deepopinion", "deepen-tools", "deepen-calibrate", "control"])
        for platform in platforms {
            let document = try world.send(.get("/__admin/contracts/\(platform)"))
            #expect(document["servers", 0, "url"] == "http://127.0.0.1:8484")
            #expect(document["openapi"] == "3.1.0")
        }
        #expect(try world.send(.get("/__admin/contracts/nothing")).status == 404)
    }

    @Test("coverage counts what was called")
    func coverage() throws {
        let world = try World()
        let before = try world.send(.get("/__admin/coverage"))["platforms", "deepen-calibrate"]
        #expect(before?["operations"] == 8)
        #expect(before?["exercised"] == 0)
        try world.send(.get("/api/v2/external/clients/demo/calibration_groups").bearer())
        let after = try world.send(.get("/__admin/coverage"))["platforms", "deepen-calibrate"]
        #expect(after?["exercised"] == 1)
        #expect(after?["missing"]?.array?.contains("listCalibrationGroups") == false)
    }

    @Test("the journal remembers what was asked, newest first, with the reason of refusals")
    func journal() throws {
        let world = try World()
        try world.send(.get("/api/v2/external/clients/demo/calibration_groups").bearer())
        try world.send(.post("/api/v2/external/clients/demo/calibration_group/create", json: [:]).bearer())
        try world.send(.get("/api/v1/nothing"))
        let all = try world.send(.get("/__admin/requests"))
        #expect(all["total"] == 3)
        #expect(all["requests", 0, "verdict"] == "unmatched")
        #expect(all["requests", 1, "verdict"] == "refused")
        #expect(all["requests", 1, "problem", "violations", 0, "keyword"] == "required")
        #expect(all["requests", 2, "status"] == 200)
        #expect(try world.send(.get("/__admin/requests?platform=deepen-calibrate&status=400"))["total"] == 1)
        #expect(try world.send(.get("/__admin/requests?operation=listCalibrationGroups"))["total"] == 1)
        #expect(try world.send(.get("/__admin/requests?status=abc")).status == 400)
    }

    @Test("the journal is a ring: the oldest requests go first")
    func ring() throws {
        let world = try World(journalCapacity: 3)
        for _ in 0..<5 { try world.send(.get("/api/v1/nothing")) }
        let ids = try world.send(.get("/__admin/requests"))["requests"]?.array?.compactMap { $0["id"]?.int }
        #expect(ids == [5, 4, 3])
    }
}
