// Tests of notifications.

import Emulator
import JSON
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: notifications")
struct NotificationsTests {
    private func add(_ world: World, _ count: Int, to user: Int = 1) throws {
        for number in 0..<count {
            try Notifier.add(
                number % 2 == 0 ? .info : .warning, to: user, title: "Title \(number)", text: "Text",
                at: world.tenant.now,
                world.tenant.database)
        }
    }

    @Test("both generations of paths list the newest first, in pages")
    func list() throws {
        let world = try World()
        try add(world, 3)
        for path in ["/notifications", "/users/1/notifications"] {
            let answer = try world.send(.get(path).byDemo())
            #expect(answer.json.array?.compactMap { $0["id"]?.int } == [3, 2, 1])
            #expect(answer[0, "type"] == "INFO")
            #expect(answer[1, "type"] == "WARNING")
            #expect(answer[0, "read"] == JSON.null)
            let page = try world.send(.get(path + "?offset=1&limit=1").byDemo())
            #expect(page.json.array?.compactMap { $0["id"]?.int } == [2])
            for query in ["?limit=0", "?limit=x", "?offset=-1", "?offset=x"] {
                #expect(try world.send(.get(path + query).byDemo()).status == 400)
            }
        }
    }

    @Test("a notification is read by whom it is for; others get 403, unknown ones are 404")
    func get() throws {
        let world = try World()
        try add(world, 1)
        let jo = try Person.register(world, "jo@example.com")
        for path in ["/notifications/1", "/users/1/notifications/1"] {
            #expect(try world.send(.get(path).byDemo())["title"] == "Title 0")
            #expect(try world.send(.get(path).by(jo)).status == 403)
            #expect(try world.send(.put(path, json: [:]).by(jo)).status == 403)
        }
        #expect(try world.send(.get("/notifications/9").byDemo()).status == 404)
        #expect(try world.send(.get("/users/\(jo.id)/notifications/1").by(jo)).status == 404)
        #expect(try world.send(.get("/users/99/notifications").byDemo()).status == 404)
        #expect(try world.send(.get("/notifications").by(jo)).text == "[]")
    }

    @Test(
        "read is set by an instant, and taken back by an empty body, null and an empty text alike",
        arguments: [[:], ["read": nil], ["read": ""]] as [JSON])
    func read(unread: JSON) throws {
        let world = try World()
        try add(world, 1)
        for path in ["/notifications/1", "/users/1/notifications/1"] {
            let answer = try world.send(.put(path, json: ["read": "2026-01-02T03:04:05Z"]).byDemo())
            #expect(answer["read"] == "2026-01-02T03:04:05Z")
            #expect(answer["title"] == "Title 0")
            #expect(try world.send(.put(path, json: unread).byDemo())["read"] == JSON.null)
        }
    }

    @Test(
        "a time without an offset counts as UTC, and one with an offset is converted",
        arguments: [
            ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z"), ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05.75", "2026-01-02T03:04:05Z"), ("2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05Z"),
            ("2026-01-02t03:04:05z", "2026-01-02T03:04:05Z"),
        ])
    func times(given: String, shown: String) throws {
        let world = try World()
        try add(world, 1)
        let answer = try world.send(
            .put("/notifications/1", json: ["read": .string(given), "created": .string(given)]).byDemo())
        #expect(answer["read"]?.string == shown)
        #expect(answer["created"]?.string == shown)
    }

    @Test(
        "what is no date and time is refused",
        arguments: ["2026-01-02", "2026-13-02T03:04:05", "2026-01-02T03:04", "2026-01-02T03:04:05 Z", "today"])
    func noTimes(given: String) throws {
        let world = try World()
        try add(world, 1)
        #expect(try world.send(.put("/notifications/1", json: ["read": .string(given)]).byDemo()).status == 400)
    }

    @Test("other members change when given, and bad ones are refused")
    func change() throws {
        let world = try World()
        try add(world, 1)
        let answer = try world.send(
            .put(
                "/notifications/1",
                json: ["title": "New", "text": "T", "type": "WARNING", "created": "2020-01-01T00:00:00Z"]
            ).byDemo())
        #expect(
            answer.text
                == #"{"id":1,"title":"New","text":"T","created":"2020-01-01T00:00:00Z","type":"WARNING","read":null}"#)
        try world.send(.put("/notifications/1", json: ["read": "2026-01-02T03:04:05Z"]).byDemo())
        let renamed = try world.send(.put("/notifications/1", json: ["title": "Newer"]).byDemo())
        #expect(renamed["title"] == "Newer")
        #expect(renamed["read"] == "2026-01-02T03:04:05Z")
        for body in [["read": "yesterday"], ["type": "ERROR"], ["title": 1], ["created": "x"]] as [JSON] {
            #expect(try world.send(.put("/notifications/1", json: body).byDemo()).status == 400)
        }
    }

    @Test("a read-only credential may not mark anything")
    func readOnly() throws {
        let world = try World()
        try add(world, 1)
        try world.send(
            .post("/__admin/credentials", json: ["platform": "deepopinion", "secret": "reader", "access": "read"]))
        #expect(try world.send(.get("/notifications/1").bearer("reader")).status == 200)
        #expect(try world.send(.put("/notifications/1", json: [:]).bearer("reader")).status == 403)
    }
}
