// Tests of health and information.

import JSON
import TestSupport
import Testing

@Suite("Control: health")
struct HealthTests {
    @Test("health and information")
    func health() throws {
        let world = try World()
        #expect(try world.send(.get("/__admin/health")).text == #"{"status":"ok"}"#)
        let info = try world.send(.get("/__admin/info"))
        #expect(info["tenants", "count"] == 1)
        #expect(info["data"] == .null)
    }
}
