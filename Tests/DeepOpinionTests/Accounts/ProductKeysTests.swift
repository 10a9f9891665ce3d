// Product keys.

import JSON
import TestSupport
import Testing

@Suite("Studio: product keys")
struct ProductKeysTests {
    @Test("product keys are made with or without a name, listed, and deleted with a list of the rest")
    func keys() throws {
        let world = try World()
        #expect(try world.send(.get("/users/1/keys").byDemo()).text == "[]")
        let first = try world.send(.post("/users/1/keys", json: [:]).byDemo())
        #expect(first.status == 200)
        #expect(first["token"]?.string?.count == 32)
        #expect(first["created"] == "2026-01-01T00:00:00Z")
        let second = try world.send(.post("/users/1/keys", json: ["name": "nightly"]).byDemo())
        #expect(second["name"] == "nightly")
        #expect(try world.send(.post("/users/1/keys").byDemo()).status == 200)
        #expect(try world.send(.get("/users/1/keys").byDemo()).json.array?.count == 3)
        let rest = try world.send(.delete("/users/1/keys/1").byDemo())
        #expect(rest.status == 200)
        #expect(rest.json.array?.compactMap { $0["id"]?.int } == [2, 3])
        #expect(try world.send(.delete("/users/1/keys/1").byDemo()).status == 404)
        #expect(try world.send(.delete("/users/2/keys/2").byDemo()).status == 404)
        #expect(try world.send(.post("/users/1/keys", json: ["name": ""]).byDemo()).status == 400)
    }

    @Test("a product key opens nothing")
    func keyIsNoToken() throws {
        let world = try World()
        let key = try #require(try world.send(.post("/users/1/keys").byDemo())["token"]?.string)
        #expect(try world.send(.get("/auth/status").bearer(key)).status == 401)
    }
}
