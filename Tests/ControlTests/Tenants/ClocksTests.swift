// Tests of the clock's operations.

import JSON
import TestSupport
import Testing

@Suite("Control: clock")
struct ClocksTests {
    @Test("shows mode, time and what is pending")
    func shows() throws {
        let answer = try World().send(.get("/__admin/clock"))
        #expect(answer.status == 200)
        #expect(answer["mode"] == "frozen")
        #expect(answer["now"] == "2026-01-01T00:00:00.000000Z")
        #expect(answer["pending", "work"] == 0)
        #expect(answer["next"] == .null)
    }

    @Test("moves forward by seconds, with nothing to run")
    func advances() throws {
        let world = try World()
        let answer = try world.send(.post("/__admin/clock/advance", json: ["seconds": 90.5]))
        #expect(answer["now"] == "2026-01-01T00:01:30.500000Z")
        #expect(answer["ran"] == [])
        #expect(answer["complete"] == true)
        #expect(try world.send(.get("/__admin/clock"))["now"] == "2026-01-01T00:01:30.500000Z")
    }

    @Test("stays where it is when there is nothing next, and when it is idle", arguments: ["next", "idle"])
    func nothing(target: String) throws {
        let answer = try World().send(.post("/__admin/clock/advance", json: ["to": .string(target)]))
        #expect(answer["now"] == "2026-01-01T00:00:00.000000Z")
        #expect(answer["complete"] == true)
    }

    @Test("is set forward, never back")
    func set() throws {
        let world = try World()
        #expect(try world.send(.put("/__admin/clock", json: ["now": "2026-02-01T00:00:00Z"])).status == 200)
        let back = try world.send(.put("/__admin/clock", json: ["now": "2026-01-15T00:00:00Z"]))
        #expect(back.status == 409)
        #expect(back["error", "field"] == "now")
        #expect(try world.send(.get("/__admin/clock"))["now"] == "2026-02-01T00:00:00.000000Z")
    }

    @Test("changes how it moves")
    func modes() throws {
        let world = try World()
        _ = try world.send(.put("/__admin/clock", json: ["mode": "running", "rate": 10]))
        world.wall.now += 6_000_000
        #expect(try world.send(.get("/__admin/clock"))["now"] == "2026-01-01T00:01:00.000000Z")
        _ = try world.send(.put("/__admin/clock", json: ["mode": "stepping", "step_ms": 1000]))
        _ = try world.send(.get("/nothing"))
        #expect(try world.send(.get("/__admin/clock"))["now"] == "2026-01-01T00:01:02.000000Z")
    }

    @Test(
        "takes integers with a zero fraction, and no others", arguments: [("1000.0", 200), ("1e3", 200), ("1.5", 400)])
    func integers(step: String, status: Int) throws {
        let answer = try World().send(
            TestRequest("PUT", "/__admin/clock").raw(Array("{\"step_ms\":\(step)}".utf8), type: "application/json"))
        #expect(answer.status == status)
        if status == 200 { #expect(answer.text.contains("\"step_ms\":1000,")) }
    }

    @Test(
        "refuses journeys that make no sense",
        arguments: [
            "{}", #"{"seconds":-1}"#, #"{"seconds":1,"to":"next"}"#, #"{"to":"yesterday"}"#, #"{"seconds":"1"}"#,
            #"{"seconds":1e300}"#, "[]", "null", "", "{",
        ])
    func refuses(body: String) throws {
        let answer = try World().send(
            .post("/__admin/clock/advance").raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["error", "message"]?.string != nil)
    }
}
