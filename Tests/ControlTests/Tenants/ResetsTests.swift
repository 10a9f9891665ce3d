// Tests of reset.

import JSON
import TestSupport
import Testing

@Suite("Control: reset")
struct ResetsTests {
    private let groups = "/api/v2/external/clients/demo/calibration_groups"
    private let create = "/api/v2/external/clients/demo/calibration_group/create"

    @Test("reset gives the world back as it was: records, ids, clock, journal, settings")
    func resets() throws {
        let world = try World()
        let first = try world.send(.post(create, json: ["calibration_group_name": "one"]).bearer()).text
        try world.advance(seconds: 100)
        try world.send(.put("/__admin/settings", json: ["timecodes": "smpte"]))
        let answer = try world.send(.post("/__admin/reset"))
        #expect(answer.status == 200)
        #expect(answer["now"] == "2026-01-01T00:00:00.000000Z")
        #expect(try world.send(.get(groups).bearer()).text == #"{"groups":[]}"#)
        #expect(try world.send(.get("/__admin/settings"))["timecodes"] == "sample")
        #expect(try world.send(.post(create, json: ["calibration_group_name": "one"]).bearer()).text == first)
    }

    @Test("reset of one tenant leaves the others alone")
    func resetsOne() throws {
        let world = try World()
        try world.send(.post(create, json: ["calibration_group_name": "a"]).bearer("w1:t"))
        try world.send(.post(create, json: ["calibration_group_name": "b"]).bearer())
        try world.send(.post("/t/w1/__admin/reset"))
        #expect(try world.send(.get(groups).bearer())["groups"]?.array?.count == 1)
        #expect(try world.send(.get(groups).bearer("w1:demo-token"))["groups"]?.array?.count == 0)
    }
}
