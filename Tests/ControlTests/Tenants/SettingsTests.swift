// Tests of settings.

import JSON
import TestSupport
import Testing

@Suite("Control: settings")
struct SettingsTests {
    @Test("settings change member by member; unknown ones are refused")
    func settings() throws {
        let world = try World()
        let after = try world.send(.put("/__admin/settings", json: ["webhooks": ["attempts": 5]]))
        #expect(after["webhooks", "attempts"] == 5)
        #expect(after["webhooks", "delays_seconds"] == [1, 5, 25])
        #expect(after["paging_links"] == "null")
        #expect(try world.send(.put("/__admin/settings", json: ["colour": "red"])).status == 400)
        #expect(try world.send(.put("/__admin/settings", json: ["timecodes": "other"])).status == 400)
        #expect(try world.send(.put("/__admin/settings", json: ["workers": ["deepva.trainings": 2]])).status == 200)
        let queue = try world.send(.put("/__admin/settings", json: ["workers": ["deepva.job": 2]]))
        #expect(queue.status == 400)
        #expect(queue.text.contains("deepva.jobs, deepva.trainings, deepva.exports"))
    }

    @Test(
        "signatures cannot take the place of headers that carry the delivery",
        arguments: ["Content-Length", "transfer-encoding", "Host", "Connection", "Content-Type", "a b", "Upgrade"])
    func headers(name: String) throws {
        let world = try World()
        for member in ["signature_header", "nonce_header"] {
            let answer = try world.send(.put("/__admin/settings", json: ["webhooks": [member: .string(name)]]))
            #expect(answer.status == 400)
        }
    }
}
