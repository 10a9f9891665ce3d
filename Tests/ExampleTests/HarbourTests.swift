// The worked example of docs/adding-a-platform.md, beside the four platforms: its contract is checked, and it answers.

import JSON
import TestSupport
import Testing

@Suite("Example: a fifth platform")
struct HarbourTests {
    private let berths = "/harbour/berths"

    private func world() throws -> World { try FivePlatforms.shared.get().world() }

    private func key(_ request: TestRequest, _ key: String = "demo-key") -> TestRequest {
        request.header("Authorization", "Harbour \(key)")
    }

    @Test("the build finds nothing to say about its contract and its table")
    func files() throws {
        #expect(try FivePlatforms.shared.get().problems == "")
    }

    @Test("a berth is let, listed, read and freed")
    func behaviour() throws {
        let world = try world()
        let made = try world.send(key(.post(berths, json: ["ship": "Juno"])))
        #expect(made.status == 201)
        #expect(made.text == #"{"number":1,"ship":"Juno","since":"2026-01-01T00:00:00Z"}"#)
        #expect(try world.send(key(.get(berths))).text == "[\(made.text)]")
        #expect(try world.send(key(.get("\(berths)/1"))).text == made.text)
        #expect(try world.send(key(.delete("\(berths)/1"))).status == 204)
        #expect(try world.send(key(.get(berths))).text == "[]")
    }

    @Test("what its contract and its dialect give without a line of code: 400, 401, 404, 405")
    func refusals() throws {
        let world = try world()
        #expect(try world.send(key(.post(berths, json: ["ship": ""]))).status == 400)
        #expect(try world.send(.get(berths)).status == 401)
        let unknown = try world.send(key(.get("\(berths)/7")))
        #expect(unknown.status == 404)
        #expect(unknown.text == #"{"code":"not_found","message":"Berth 7 was not found."}"#)
        #expect(try world.send(key(.get("/harbour/nothing"))).json.object?.keys == ["code", "message"])
        let wrong = try world.send(key(.delete(berths)))
        #expect(wrong.status == 405)
        #expect(wrong.header("Allow")?.contains("POST") == true)
    }

    @Test("tenants, faults and the journal know it, and the other platforms stand beside it")
    func company() throws {
        let world = try world()
        try world.send(key(.post(berths, json: ["ship": "Juno"]), "worker-1:demo-key"))
        #expect(try world.send(key(.get(berths))).text == "[]")
        try world.send(
            .post("/__admin/faults", json: ["match": ["operation": "listBerths"], "steps": [["status": 503]]]))
        #expect(try world.send(key(.get(berths))).status == 503)
        #expect(try world.send(.get("/__admin/requests?platform=harbour"))["total"] == 2)
        #expect(try world.send(.get("/__admin/contracts/harbour"))["info", "title"] == "Harbour")
        #expect(try world.send(.get("/api/v1/jobs/").key()).status == 200)
    }
}
