// Tests of platforms that requests name.

import JSON
import TestSupport
import Testing

@Suite("Control: names of platforms")
struct PlatformNameTests {
    @Test(
        "a platform that there is not is a 400 that lists those that there are",
        arguments: [
            ("credentials", ["platform": "nothing", "secret": "a-secret"], "platform"),
            ("credentials", ["platform": "control", "secret": "a-secret"], "platform"),
            ("outcomes", ["platform": "nothing", "state": "failed"], "platform"),
            ("faults", ["match": ["platform": "nothing"], "steps": [["status": 503]]], "match.platform"),
        ] as [(String, JSON, String)])
    func unknown(path: String, body: JSON, field: String) throws {
        let answer = try World().send(.post("/__admin/\(path)", json: body))
        #expect(answer.status == 400)
        #expect(answer.text.contains(field))
        #expect(answer.text.contains("deepva, deepopinion, deepen-tools, deepen-calibrate"))
    }
}
