// Seeds and demo data: requests like any other, at the start, after a reset, and at any time.

import JSON
import TestSupport
import Testing

@Suite("Control: seeds")
struct SeedsTests {
    private let jobs: JSON = [
        [
            "path": "/api/v1/jobs/", "headers": ["Authorization": "Key ${prefix}demo-key"],
            "json": [
                "sources": ["http://a.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]],
                "tag": "first",
            ],
            "save": ["job": "/id"],
        ],
        [
            "path": "/api/v1/jobs/", "headers": ["Authorization": "Key ${prefix}demo-key"],
            "json": [
                "sources": ["http://a.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]],
                "tag": "${job}",
            ],
        ],
        [
            "path": "/api/v2/storage/", "headers": ["Authorization": "Key ${prefix}demo-key"],
            "parts": [
                ["name": "folder", "text": "/seeded/"], ["name": "file", "filename": "a.txt", "base64": "aGVsbG8="],
            ],
        ],
        [
            "path": "/api/v2/external/clients/demo/calibration_group/create",
            "headers": ["Authorization": "Bearer ${prefix}demo-token"], "form": ["calibration_group_name": "A & B"],
        ],
    ]

    @Test("entries are applied in order, with values of earlier answers", arguments: ["default", "worker"])
    func applies(tenant: String) throws {
        let world = try World()
        let prefix = tenant == "default" ? "" : "worker:"
        let answer = try world.send(.post("/t/\(tenant)/__admin/seeds", json: ["requests": jobs]))
        #expect(answer.status == 200)
        #expect(answer["applied"] == 4)
        let list = try world.send(.get("/t/\(tenant)/api/v1/jobs/").key(prefix + "demo-key"))
        #expect(list["total"] == 2)
        #expect(list["data", 0, "tag"] == list["data", 1, "id"])
        let files = try world.send(.get("/t/\(tenant)/api/v2/storage/?folder=/seeded/").key(prefix + "demo-key"))
        #expect(files["data", 0, "file_size"] == 5)
    }

    @Test("a seed given at the start and the demo data are there, and come back with a reset")
    func fillsTheDefaultTenant() throws {
        let world = try World(hasDemoData: true, seedData: jobs)
        func total() throws -> Int? { try world.send(.get("/api/v1/jobs/").key())["total"]?.int }
        let atStart = try total()
        #expect(atStart == 4)
        try world.send(.post("/api/v1/jobs/", json: jobs[0]?["json"] ?? [:]).key())
        #expect(try world.send(.post("/__admin/reset")).status == 200)
        #expect(try total() == atStart)
        #expect(try world.send(.get("/t/other/api/v1/jobs/").key("other:demo-key"))["total"] == 0)
    }

    @Test("the first request that is refused ends the seed, and is named")
    func namesTheRefused() throws {
        let world = try World()
        var requests = jobs.array ?? []
        requests.insert(["path": "/api/v1/jobs/", "json": [:]], at: 1)
        let answer = try world.send(.post("/__admin/seeds", json: ["requests": .array(requests)]))
        #expect(answer.status == 400)
        #expect(answer["error", "field"] == "requests.1")
        #expect(answer["error", "message"]?.string?.contains("401") == true)
        #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == 1)
    }

    @Test(
        "seeds that are none are refused",
        arguments: [
            ["requests": [["path": "no-slash"]]], ["requests": [[:]]], ["requests": 1], [:],
            ["requests": [["path": "/a b"]]], ["requests": [["path": "/", "headers": ["A": "b\r\n\r\nGET /"]]]],
            [
                "requests": [
                    ["path": "/api/v2/storage/", "parts": [["name": "file", "filename": "a", "base64": "%%"]]]
                ]
            ],
            ["requests": [["method": "GET", "path": "/__admin/info", "save": ["x": "/nothing"]]]],
        ] as [JSON])
    func refuses(seed: JSON) throws {
        let world = try World()
        #expect(try world.send(.post("/__admin/seeds", json: seed)).status == 400)
        #expect(throws: (any Error).self) { try World(seedData: seed) }
    }
}
