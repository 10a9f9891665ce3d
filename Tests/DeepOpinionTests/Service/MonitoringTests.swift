// Task types, health, version and the contract.

import JSON
import TestSupport
import Testing

@Suite("Studio: monitoring")
struct MonitoringTests {
    @Test(
        "the document is Swagger with this server's address, types have the numbers of models, and health needs no token"
    )
    func monitoring() throws {
        let world = try World()
        #expect(try world.send(.get("/health")).text == #"{"status":"OK"}"#)
        #expect(try world.send(.get("/info"))["version"] == "1.58.0")
        let document = try world.send(.get("/apispec_1.json"))
        #expect(document["swagger"] == "2.0")
        #expect(document["host"] == "127.0.0.1:8484")
        #expect(document["schemes"] == ["http"])
        #expect(document["paths", "/auth/login", "post", "operationId"] == "login")
        let types = try world.send(.get("/types").byDemo())
        #expect(types.json.array?.compactMap { $0["id"]?.int } == [2, 3, 4, 5])
        #expect(types.json.array?.compactMap { $0["name"]?.string } == ["ABSA", "LABEL", "CLASS", "CLASSLABEL"])
    }
}
