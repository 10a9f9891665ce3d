// Tests of timings.

import JSON
import TestSupport
import Testing

@Suite("Control: timings")
struct TimingsTests {
    @Test("timings are shown and changed by name; unknown names are refused")
    func timings() throws {
        let world = try World()
        let before = try world.send(.get("/__admin/timings"))
        let name = try #require(before.json.object?.keys.first)
        let after = try world.send(.put("/__admin/timings", json: [name: 7]))
        #expect(after.json[name] == 7)
        #expect(try world.send(.put("/__admin/timings", json: ["no.such.timing": 7])).status == 400)
        #expect(try world.send(.put("/__admin/timings", json: [name: -1])).status == 400)
    }
}
