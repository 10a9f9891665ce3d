// Tests of contracts and coverage.

import JSON
import TestSupport
import Testing

@Suite("Control: contracts")
struct ContractDocumentsTests {
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
}
