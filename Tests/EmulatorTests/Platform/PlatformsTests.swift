// Tests of what tells the platforms of the program apart: paths, host names, unknown paths.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Platforms side by side")
struct PlatformsTests {
    @Test(
        "an unknown path is a 404 in the dialect of the platform that its prefix belongs to",
        arguments: [
            ("/api/v2/external/nothing", "detail"), ("/api/v1/nothing/", "message"), ("/v1/nothing", "message"),
            ("/api/v2/nothing", "detail"), ("/upload/x", "detail"), ("/nothing", "status"),
            ("/__admin/nothing", "error"),
        ])
    func unknown(path: String, member: String) throws {
        let answer = try World().send(.get(path).key())
        #expect(answer.status == 404)
        #expect(answer.json.object?.keys.contains(member) == true)
    }

    @Test("a vendor's host name chooses its platform whatever the path")
    func vendorHosts() throws {
        let world = try World()
        #expect(try world.send(.get("/nothing").header("Host", "api.deepva.com"))["message"] != nil)
        #expect(try world.send(.get("/nothing").header("Host", "tools.calibrate.deepen.ai"))["detail"] != nil)
        #expect(try world.send(.get("/api/v1/jobs/").header("Host", "api.deepopinion.ai")).status == 404)
        #expect(try world.send(.get("/api/v1/jobs/").key().header("Host", "api.deepva.com:443")).status == 200)
    }

    @Test("our own headers come last, after the vendor's")
    func headerOrder() throws {
        let names = try World().send(.get("/api/v2/external/clients/demo/calibration_groups").bearer()).headers.map(
            \.name)
        #expect(names.prefix(3) == ["Server", "Date", "Content-Type"])
        #expect(names.suffix(3) == ["X-Deepmock-Operation", "X-Deepmock-Evidence", "X-Deepmock-Request"])
    }
}
