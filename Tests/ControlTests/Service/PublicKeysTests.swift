// Public keys: what an app needs to check tokens.

import Emulator
import Foundation
import JSON
import TestSupport
import Testing

@Suite("Control: public keys")
struct PublicKeysTests {
    @Test("the key set is the same for all tenants, and its text the same as PEM alone")
    func forms() throws {
        let world = try World()
        let answer = try world.send(.get("/__admin/keys"))
        #expect(answer.json.object?.keys == ["keys", "pem"])
        #expect(answer["keys"]?.array?.count == 1)
        let text = try world.send(.get("/__admin/keys?format=pem"))
        #expect(text.header("Content-Type") == "application/x-pem-file")
        #expect(text.text == answer["pem"]?.string)
        #expect(text.text.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        #expect(try world.send(.get("/t/worker-3/__admin/keys")).text == answer.text)
        #expect(try world.send(.get("/__admin/keys?format=der")).status == 400)
    }

    @Test("a data directory has a key of its own, which stays")
    func durable() throws {
        let directory = NSTemporaryDirectory() + "keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func key() throws -> JSON {
            let world = try World(directory: directory)
            defer { world.emulator.close() }
            return try #require(try world.send(.get("/__admin/keys"))["keys", 0, "n"])
        }
        let first = try key()
        #expect(try key() == first)
        #expect(try World().send(.get("/__admin/keys"))["keys", 0, "n"] != first)
    }
}
