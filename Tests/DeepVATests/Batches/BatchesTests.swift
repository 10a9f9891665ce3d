// Tests of batches: trees, files, deletion.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: batches")
struct BatchesTests {
    private let base = "/api/v1/batches/"

    private func create(_ world: World, _ name: String, parent: String? = nil) throws -> String {
        var body: JSON = ["name": .string(name)]
        if let parent { body = ["name": .string(name), "parent": .string(parent)] }
        let answer = try world.send(.post(base, json: body).key())
        #expect(answer.status == 201)
        return try #require(answer["id"]?.string)
    }

    private func addJob(_ world: World, to batch: String, source: String = "https://media.test/a.mp4") throws -> String
    {
        let answer = try world.send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": [.string(source)], "modules": ["advanced_diversity_analysis": [:]],
                    "batch_id": .string(batch),
                ]
            ).key())
        return try #require(answer["id"]?.string)
    }

    private func names(_ answer: TestAnswer) -> [String] {
        answer["data"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test("a new batch has exact times, and reads back with times cut to milliseconds")
    func create() throws {
        let world = try World()
        try world.advance(seconds: 1.000_123)
        let made = try world.send(.post(base, json: ["name": "autumn", "description": "Leaves."]).key())
        #expect(made.status == 201)
        #expect(
            made.json.object?.keys == ["id", "name", "description", "parent", "time_created", "time_updated"])
        #expect(made["parent"] == .null)
        #expect(made["time_created"] == "2026-01-01 00:00:01.000123")
        #expect(made["time_updated"] == "2026-01-01 00:00:01.000132")
        let id = try #require(made["id"]?.string)
        let read = try world.send(.get(base + id + "/").key())
        #expect(read["time_created"] == "2026-01-01 00:00:01.000000")
        #expect(read["time_updated"] == "2026-01-01 00:00:01.000000")
        #expect(read["description"] == "Leaves.")
    }

    @Test("the list is flat and newest first, children are listed below their parent")
    func lists() throws {
        let world = try World()
        let top = try create(world, "top")
        _ = try create(world, "left", parent: top)
        let right = try create(world, "right", parent: top)
        _ = try create(world, "leaf", parent: right)
        let all = try world.send(.get(base).key())
        #expect(all.json.object?.keys == ["total", "offset", "limit", "next", "prev", "data"])
        #expect(all["total"] == 4)
        #expect(names(all) == ["leaf", "right", "left", "top"])
        let below = try world.send(.get(base + top + "/sub-batches/?limit=1").key())
        #expect(below["total"] == 2)
        #expect(names(below) == ["right"])
        #expect(below["next"]?.string?.hasSuffix("\(base)\(top)/sub-batches/?limit=1&offset=1") == true)
        #expect(below["prev"] == .null)
        #expect(try world.send(.get(base + "?offset=9").key())["data"] == [])
    }

    @Test("name, description and parent can change, and only what is sent changes")
    func update() throws {
        let world = try World()
        let top = try create(world, "top")
        let other = try create(world, "other")
        let id = try create(world, "leaf", parent: top)
        try world.advance(seconds: 60)
        let renamed = try world.send(.put(base + id + "/", json: ["name": "twig"]).key())
        #expect(renamed["name"] == "twig")
        #expect(renamed["parent"] == .string(top))
        #expect(renamed["time_updated"] == "2026-01-01 00:01:00.000000")
        #expect(renamed["time_created"] == "2026-01-01 00:00:00.000000")
        let moved = try world.send(.put(base + id + "/", json: ["parent": .string(other), "description": "x"]).key())
        #expect(moved["parent"] == .string(other))
        #expect(moved["description"] == "x")
        #expect(try world.send(.get(base + top + "/sub-batches/").key())["total"] == 0)
        #expect(try world.send(.get(base + other + "/sub-batches/").key())["total"] == 1)
        let freed = try world.send(.put(base + id + "/", json: ["parent": nil]).key())
        #expect(freed["parent"] == .null)
    }

    @Test("the id may stand in the body instead of the path, as the published page has it")
    func updateByBody() throws {
        let world = try World()
        let id = try create(world, "old")
        for path in ["/api/v1/batches/", "/api/v1/batches", "/v1/batches/"] {
            let answer = try world.send(.put(path, json: ["id": .string(id), "name": .string(path)]).key())
            #expect(answer.status == 200)
            #expect(answer["name"] == .string(path))
        }
        let without = try world.send(.put(base, json: ["name": "x"]).key())
        #expect(without.status == 400)
        #expect(without["errors", "id"] != nil)
        #expect(try world.send(.put(base, json: ["id": "00000000-0000-4000-8000-000000000000"]).key()).status == 404)
        #expect(try world.send(.put(base, json: ["id": .string(id)])).status == 401)
    }

    @Test("a batch cannot come to lie below itself")
    func loops() throws {
        let world = try World()
        let top = try create(world, "top")
        let middle = try create(world, "middle", parent: top)
        let leaf = try create(world, "leaf", parent: middle)
        for parent in [top, middle, leaf] {
            let answer = try world.send(.put(base + top + "/", json: ["parent": .string(parent)]).key())
            #expect(answer.status == 400)
            #expect(answer["errors", "parent"] != nil)
        }
    }

    @Test(
        "what is wrong with a batch is a 400 that names the member",
        arguments: [
            (#"{}"#, "name"), (#"{"name":""}"#, "name"), (#"{"name":3}"#, "name"),
            (#"{"name":"x","parent":"nothing"}"#, "parent"),
            (#"{"name":"x","parent":"00000000-0000-4000-8000-000000000000"}"#, "parent"),
            (#"{"name":"x","description":[]}"#, "description"),
        ])
    func bad(body: String, member: String) throws {
        let answer = try World().send(
            TestRequest("POST", base).key().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [member])
    }

    @Test("each file becomes a batch of its own, each row a job; bad files leave the others alone")
    func files() throws {
        let world = try World()
        let parent = try create(world, "parent")
        let answer = try world.send(
            TestRequest("POST", base + "files/").key().multipart(
                .file(
                    "files", "first.list.csv", type: "text/csv",
                    Array("url,note\r\nhttps://media.test/1.mp4,x\r\n \"https://media.test/2.mp4\"\r\n".utf8)),
                .field("parent_id", parent),
                .file(
                    "files", "second.csv", Array("https://media.test/3.mp4\nhttps://media.test/4.jpg,\"a, b\"\n".utf8)),
                .file("files", "empty.csv", []),
                .file("files", "header-only.csv", Array("url\n".utf8)),
                .file("files", "hole.csv", Array("https://media.test/5.mp4\nnothing\n".utf8)),
                .file("files", "binary.csv", [0xFF, 0xFE, 0x00]),
                .file("files", "last", Array("\u{FEFF}https://media.test/6.mp4".utf8))))
        #expect(answer.status == 201)
        let results = try #require(answer.json.array)
        #expect(
            results.map { $0["file"]?.string } == [
                "first.list.csv", "second.csv", "empty.csv", "header-only.csv", "hole.csv", "binary.csv", "last",
            ])
        // The first file has a space before a quote, which CSV does not allow.
        #expect(results.map { $0["success"]?.bool } == [false, true, false, false, false, false, true])
        for result in results {
            #expect((result["error"] == .null) == (result["success"] == true))
            #expect((result["batch"] == .null) == (result["success"] == false))
        }
        #expect(results[4]["error"]?.string?.contains("Row 2") == true)
        #expect(results[1]["batch"]?["name"] == "second")
        #expect(results[1]["batch"]?["parent"] == .string(parent))
        #expect(results[6]["batch"]?["name"] == "last")
        let id = try #require(results[1]["batch"]?["id"]?.string)
        let jobs = try world.send(.get(base + id + "/jobs/").key())
        #expect(jobs["total"] == 2)
        #expect(jobs["data", 0, "sources"] == ["https://media.test/3.mp4"])
        #expect(jobs["data", 1, "sources"] == ["https://media.test/4.jpg"])
        #expect(jobs["data", 0, "modules"]?.object?.keys == ["advanced_diversity_analysis"])
        #expect(jobs["data", 0, "state"] == "waiting")
        #expect(jobs["data", 1, "media_type"] == "image")
        #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == 3)
    }

    @Test("a parent can be made by its name, on either path")
    func parentName() throws {
        let world = try World()
        for path in [base + "files/", base] {
            let answer = try world.send(
                TestRequest("POST", path).key().multipart(
                    .file("files", "a.csv", Array("https://media.test/1.mp4".utf8)), .field("parent_name", "new one")))
            #expect(answer.status == 201)
            let parent = try #require(answer[0, "batch", "parent"]?.string)
            #expect(try world.send(.get(base + parent + "/").key())["name"] == "new one")
        }
    }

    @Test("both parents, an unknown one, or no file are a 400")
    func badFiles() throws {
        let world = try World()
        let parent = try create(world, "p")
        let file = TestRequest.TestPart.file("files", "a.csv", Array("https://media.test/1.mp4".utf8))
        func post(_ parts: TestRequest.TestPart...) throws -> TestAnswer {
            var request = TestRequest("POST", base + "files/").key()
            switch parts.count {
            case 1: request = request.multipart(parts[0])
            case 2: request = request.multipart(parts[0], parts[1])
            default: request = request.multipart(parts[0], parts[1], parts[2])
            }
            return try world.send(request)
        }
        #expect(try post(file, .field("parent_id", parent), .field("parent_name", "x")).status == 400)
        #expect(
            try post(file, .field("parent_id", "00000000-0000-4000-8000-000000000000"))["errors", "parent_id"] != nil)
        #expect(try post(.field("parent_id", parent)).status == 400)
        #expect(try post(.file("other", "a.csv", Array("https://media.test/1.mp4".utf8))).status == 400)
        #expect(try world.send(.post(base + "files/", json: [:]).key()).status == 415)
        #expect(try world.send(.get(base).key())["total"] == 1)
    }

    @Test("a thousand rows become a thousand jobs, in order")
    func manyRows() throws {
        let world = try World()
        let rows = (0..<1000).map { "https://media.test/\($0).jpg\n" }.joined()
        let answer = try world.send(
            TestRequest("POST", base + "files/").key().multipart(.file("files", "many.csv", Array(rows.utf8))))
        let id = try #require(answer[0, "batch", "id"]?.string)
        let page = try world.send(.get(base + id + "/jobs/?limit=2&offset=998").key())
        #expect(page["total"] == 1000)
        #expect(page["data", 1, "sources"] == ["https://media.test/999.jpg"])
        #expect(page["next"] == .null)
    }

    @Test("a batch that goes while others are made takes its jobs along, and its file is answered as failed")
    func batchGoesMeanwhile() throws {
        let world = try World()
        let rows = (0..<2000).map { "https://media.test/\($0).jpg\n" }.joined()
        let making = try world.begin(
            TestRequest("POST", base + "files/").key().multipart(
                .file("files", "gone.csv", Array("https://media.test/x.jpg\n".utf8)),
                .file("files", "stays.csv", Array(rows.utf8))))
        making.step()
        let id = try #require(world.send(.get(base).key())["data", 1, "id"]?.string)
        #expect(try world.send(.delete(base + id + "/").key()).status == 200)
        #expect(!making.isAnswered)
        let answer = try making.answer()
        #expect(answer.status == 201)
        #expect(answer[0, "success"] == false)
        #expect(answer[0, "error"]?.string != nil)
        #expect(answer[0, "batch"] == .null)
        #expect(answer[1, "success"] == true)
        #expect(try names(world.send(.get(base).key())) == ["stays"])
        #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == 2000)
    }

    @Test("the jobs of a batch run one after the other, and only its own are listed, oldest first")
    func jobs() throws {
        let world = try World()
        let top = try create(world, "top")
        let leaf = try create(world, "leaf", parent: top)
        let first = try addJob(world, to: leaf)
        let second = try addJob(world, to: leaf)
        _ = try addJob(world, to: top)
        try world.runUntilIdle()
        let jobs = try world.send(.get(base + leaf + "/jobs/").key())
        #expect(jobs["data"]?.array?.map { $0["id"]?.string } == [first, second])
        #expect(jobs["data"]?.array?.map { $0["state"] } == ["completed", "completed"])
        let end = try #require(jobs["data", 0, "time_completed"]?.string)
        let start = try #require(jobs["data", 1, "time_started"]?.string)
        #expect(start > end)
        #expect(try world.send(.get(base + top + "/jobs/").key())["total"] == 1)
    }

    @Test("a job cannot join a batch that does not exist")
    func unknownBatchOfJob() throws {
        let answer = try World().send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["https://media.test/a.jpg"], "modules": ["face_recognition": [:]],
                    "batch_id": "00000000-0000-4000-8000-000000000000",
                ]
            ).key())
        #expect(answer.status == 400)
        #expect(answer["errors", "batch_id"] != nil)
    }

    @Test("deletion takes the whole tree with its jobs, the running one too, and leaves the rest")
    func delete() throws {
        let world = try World()
        let top = try create(world, "top")
        let leaf = try create(world, "leaf", parent: top)
        let other = try create(world, "other")
        var jobs: [String] = []
        for index in 0..<120 { jobs.append(try addJob(world, to: index % 2 == 0 ? leaf : top)) }
        let kept = try addJob(world, to: other)
        try world.advance(seconds: 1)
        #expect(try world.send(.get("/api/v1/jobs/\(jobs[0])/").key())["state"] == "processing")
        let answer = try world.send(.delete(base + top + "/").key())
        #expect(answer.status == 200)
        #expect(answer.text == #"{"message":"Batch or batches has been deleted"}"#)
        for path in [base + top + "/", base + leaf + "/", base + leaf + "/jobs/", "/api/v1/jobs/\(jobs[0])/"] {
            #expect(try world.send(.get(path).key()).status == 404)
        }
        #expect(try world.send(.get("/api/v1/jobs/").key())["total"] == 1)
        #expect(try world.send(.get(base).key())["total"] == 1)
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/jobs/\(kept)/").key())["state"] == "completed")
    }

    @Test("an unknown or malformed id is a 404 everywhere")
    func unknown() throws {
        let world = try World()
        for id in ["00000000-0000-4000-8000-000000000000", "nothing"] {
            for request: TestRequest in [
                .get(base + id + "/"), .get(base + id + "/sub-batches/"), .get(base + id + "/jobs/"),
                .delete(base + id + "/"), .put(base + id + "/", json: [:]), .post(base + id + "/report/"),
            ] {
                #expect(try world.send(request.key()).status == 404)
            }
        }
    }

    @Test("a key is needed, and one for reading may not write")
    func keys() throws {
        let world = try World()
        #expect(try world.send(.get(base)).status == 401)
        #expect(try world.send(.post(base, json: ["name": "x"])).status == 401)
        try world.send(
            .post("/__admin/credentials", json: ["platform": "deepva", "secret": "reader", "access": "read"]))
        #expect(try world.send(.get(base).key("reader")).status == 200)
        #expect(try world.send(.post(base, json: ["name": "x"]).key("reader")).status == 403)
    }

    @Test("lists read by index")
    func plans() throws {
        let world = try World()
        let top = try create(world, "top")
        _ = try create(world, "leaf", parent: top)
        _ = try addJob(world, to: top)
        #expect(try QueryPlan.faults(of: .get(base).key(), on: "deepva_batches", in: world) == [])
        #expect(
            try QueryPlan.faults(of: .get(base + top + "/sub-batches/").key(), on: "deepva_batches", in: world) == [])
        #expect(try QueryPlan.faults(of: .get(base + top + "/jobs/").key(), on: "deepva_jobs", in: world) == [])
        let explained = try world.tenant.database.explain(
            "SELECT id FROM deepva_jobs WHERE batch_id = ? ORDER BY seq LIMIT ? OFFSET ?")
        #expect(explained.contains { $0.contains("deepva_jobs_by_batch") })
    }
}
