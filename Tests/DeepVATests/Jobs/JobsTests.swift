// Tests of jobs: creation, the queue, progress, lists, deletion, ends set beforehand.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: jobs")
struct JobsTests {
    private let picture = "https://pictures.test/a.png"
    private let modules: JSON = ["object_scene_recognition": ["model": "general-b", "own": [1, nil]]]

    @Test("a new job waits, with its parameters echoed as they were given")
    func creates() throws {
        let client = try MiningClient()
        let answer = try client.post(
            "/api/v1/jobs/", ["sources": [.string(picture)], "modules": modules, "tag": "first"])
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "tag", "state", "errors", "progress", "duration", "time_created", "time_started",
                "time_completed", "sources", "modules", "media_type", "is_synced_to_kg", "result",
            ])
        let id = try #require(answer["id"]?.string)
        #expect(answer["state"] == "waiting")
        #expect(answer["tag"] == "first")
        #expect(answer["progress"] == 0)
        #expect(answer["duration"] == 0)
        #expect(answer["errors"] == [])
        #expect(answer["time_started"] == .null)
        #expect(answer["time_completed"] == .null)
        #expect(
            answer["modules", "object_scene_recognition"]
                == ["model": "general-b", "own": [1, nil], "state": "waiting"])
        #expect(answer["media_type"] == "image")
        #expect(answer["result", "summary"] == [])
        #expect(answer["result", "detailed_link"] == .string("http://127.0.0.1:8484/v1/jobs/\(id)/detailed-results/"))
        #expect(try client.get("/v1/jobs/\(id)/detailed-results/").status == 200)
    }

    @Test("parameters may be texts that spell a boolean or a number; they count and are echoed as that")
    func spelledParameters() throws {
        let client = try MiningClient()
        func create(_ parameters: JSON) throws -> TestAnswer {
            try client.post(
                "/api/v1/jobs/", ["sources": [.string(picture)], "modules": ["face_recognition": parameters]])
        }
        let answer = try create([
            "max_distance": "0.5", "cluster_unknowns": "true", "top_k": "2", "range": ["time_start": "1"],
        ])
        #expect(answer.status == 201)
        #expect(
            answer["modules", "face_recognition"] == [
                "max_distance": 0.5, "cluster_unknowns": true, "top_k": 2, "range": ["time_start": 1],
                "state": "waiting",
            ])
        for (name, text) in [("max_distance", "2.5"), ("cluster_unknowns", "perhaps")] {
            let refused = try create([name: .string(text)])
            #expect(refused.status == 400)
            #expect(refused["errors"]?.object?.keys == ["modules.face_recognition.\(name)"])
        }
    }

    @Test("a misspelt module or parameter is refused with what may have been meant")
    func misspelt() throws {
        let client = try MiningClient()
        func refusal(_ modules: JSON) throws -> String {
            let answer = try client.post("/api/v1/jobs/", ["sources": [.string(picture)], "modules": modules])
            #expect(answer.status == 400)
            return answer.text
        }
        #expect(try refusal(["face_recogniton": [:]]).contains("did you mean face_recognition?"))
        #expect(try refusal(["text_recognition": ["treshold": 0.5]]).contains("did you mean threshold?"))
        // A parameter of other modules is no misspelt one of this.
        let echoed = try client.post(
            "/api/v1/jobs/", ["sources": [.string(picture)], "modules": ["text_recognition": ["model": "general"]]])
        #expect(echoed["modules", "text_recognition"] == ["model": "general", "state": "waiting"])
    }

    @Test("the first answer has exact times, later ones are cut to milliseconds")
    func times() throws {
        let client = try MiningClient()
        try client.world.send(.put("/__admin/clock", json: ["now": "2026-02-03T04:05:06.890987Z"]))
        let answer = try client.post("/api/v1/jobs/", ["sources": [.string(picture)], "modules": modules])
        #expect(answer["time_created"] == "2026-02-03 04:05:06.890987")
        let id = try #require(answer["id"]?.string)
        #expect(try client.job(id)["time_created"] == "2026-02-03 04:05:06.890000")
        #expect(try client.get("/api/v1/jobs/")["data", 0, "time_created"] == "2026-02-03 04:05:06.890000")
        try client.world.runUntilIdle()
        #expect(try client.job(id)["time_started"] == "2026-02-03 04:05:07.390000")
    }

    @Test("reading a job never moves it; its clock does")
    func moves() throws {
        let client = try MiningClient()
        let id = try client.start([picture], modules)
        for _ in 0..<3 { #expect(try client.job(id)["state"] == "waiting") }
        try client.world.advance(seconds: 0.5)
        let begun = try client.job(id)
        #expect(begun["state"] == "processing")
        #expect(begun["progress"] == 0)
        #expect(begun["time_started"] == "2026-01-01 00:00:00.500000")
        try client.world.advance(seconds: 1)
        let half = try client.job(id)
        #expect(half["progress"] == 0.4)
        #expect(half["duration"] == 1.0)
        #expect(half["modules", "object_scene_recognition", "progress"] == 0.4)
        #expect(half["result", "summary"] == [])
        try client.world.advance(seconds: 2)
        let done = try client.job(id)
        #expect(done["state"] == "completed")
        #expect(done["progress"] == 1)
        #expect(done["duration"] == 2.5)
        #expect(done["time_completed"] == "2026-01-01 00:00:03.000000")
        #expect(done["modules", "object_scene_recognition", "state"] == "completed")
        #expect(done["result", "summary"]?.array?.count == 1)
    }

    @Test("a job that is asked for again and again shows what it is now, to each client with its own links")
    func polls() throws {
        let world = try World(clock: .running)
        let client = MiningClient(world)
        let id = try client.start([picture], modules)
        func poll(_ host: String = "127.0.0.1:8484") throws -> TestAnswer {
            try world.send(.get("/api/v1/jobs/\(id)/").key().header("Host", host))
        }
        func link(_ answer: TestAnswer) -> String? {
            answer["result", "detailed_link"]?.string.map { String($0.prefix { $0 != "v" }) }
        }
        for _ in 0..<2 { #expect(try poll()["state"] == "waiting") }
        // The job begins with the first of these; nothing is written after that.
        for progress in [0, 0.2, 0.4] as [JSON] {
            world.wall.now += 500_000
            for _ in 0..<2 {
                let answer = try poll()
                #expect(answer["state"] == "processing")
                #expect(answer["progress"] == progress)
            }
        }
        world.wall.now += 2_000_000
        for _ in 0..<2 { #expect(try poll()["state"] == "completed") }
        #expect(link(try poll()) == "http://127.0.0.1:8484/")
        #expect(link(try poll("localhost:99")) == "http://localhost:99/")
        #expect(link(try poll()) == "http://127.0.0.1:8484/")
        #expect(try world.send(.get("/api/v1/jobs/\(id)/")).status == 401)
        try client.delete("/api/v1/jobs/\(id)/")
        #expect(try poll().status == 404)
    }

    @Test("a job that is asked for again is that of the world as it has become")
    func pollsAcrossWorlds() throws {
        let client = try MiningClient()
        let id = try client.start([picture], modules, tag: "kept")
        let other = try client.start([picture], modules, tag: "other")
        for _ in 0..<2 {
            #expect(try client.job(id)["tag"] == "kept")
            #expect(try client.job(other)["tag"] == "other")
        }
        try client.world.send(.put("/__admin/snapshots/before", json: [:]))
        try client.world.runUntilIdle()
        #expect(try client.job(id)["state"] == "completed")
        #expect(try client.world.send(.post("/__admin/snapshots/before/restore")).status == 200)
        #expect(try client.job(id)["state"] == "waiting")
        #expect(try client.world.send(.post("/__admin/reset", json: [:])).status == 200)
        #expect(try client.get("/api/v1/jobs/\(id)/").status == 404)
    }

    @Test("jobs are worked on one after the other, in order of creation")
    func queues() throws {
        let client = try MiningClient()
        let ids = try (0..<3).map { _ in try client.start([picture], modules) }
        try client.world.advance(seconds: 1)
        #expect(try ids.map { try client.job($0)["state"] } == ["processing", "waiting", "waiting"])
        try client.world.runUntilIdle()
        let jobs = try ids.map { try client.job($0) }
        #expect(jobs.allSatisfy { $0["state"] == "completed" })
        for (earlier, later) in zip(jobs, jobs.dropFirst()) {
            let end = try #require(earlier["time_completed"]?.string)
            let start = try #require(later["time_started"]?.string)
            #expect(end < start)
        }
    }

    @Test("the total of the list follows creations and deletions, of the newest job and of others, and what is refused")
    func totals() throws {
        let client = try MiningClient()
        func total() throws -> JSON? { try client.get("/api/v1/jobs/")["total"] }
        func delete(_ id: String) throws { try client.world.send(.delete("/api/v1/jobs/\(id)/").key()) }
        #expect(try total() == 0)
        var ids = try (0..<5).map { _ in try client.start([picture], modules) }
        #expect(try total() == 5)
        for (place, left) in [(1, 4), (3, 3), (2, 2), (0, 1)] {
            try delete(ids.remove(at: place))
            #expect(try total() == .int(left))
        }
        ids.append(try client.start([picture], modules))
        #expect(
            try client.post("/api/v1/jobs/", ["modules": modules]).status == 400)
        #expect(try total() == 2)
        try ids.forEach(delete)
        #expect(try total() == 0)
        _ = try client.start([picture], modules)
        #expect(try total() == 1)
    }

    @Test("a new job is answered as its row has it")
    func answersRow() throws {
        let client = try MiningClient()
        let order: JSON = [
            "sources": ["https://pictures.test/\u{e4}.mp4", .string(picture)], "modules": modules,
            "tag": "\"quoted\" \u{1F600}",
            "webhook": ["callback": "https://receiver.test/", "events": ["on_completed"]], "ttl": 60,
        ]
        let answer = try client.post("/api/v1/jobs/", order)
        #expect(answer.status == 201)
        let id = try #require(answer["id"]?.string)
        #expect(try client.job(id).json == answer.json)
        #expect(answer["webhook"] == order["webhook"])
        #expect(answer["media_type"] == "video")
    }

    @Test("more workers take more jobs at a time")
    func workers() throws {
        let client = try MiningClient(settings: ["workers": ["deepva.jobs": 2]])
        let ids = try (0..<3).map { _ in try client.start([picture], modules) }
        try client.world.advance(seconds: 1)
        #expect(try ids.map { try client.job($0)["state"] } == ["processing", "processing", "waiting"])
    }

    @Test("a worker that the settings add takes the next waiting job when another is made")
    func addsWorker() throws {
        let client = try MiningClient()
        let ids = try (0..<2).map { _ in try client.start([picture], modules) }
        #expect(
            try client.world.send(.put("/__admin/settings", json: ["workers": ["deepva.jobs": 2]])).status == 200)
        let third = try client.start([picture], modules)
        try client.world.advance(seconds: 1)
        #expect(try (ids + [third]).map { try client.job($0)["state"] } == ["processing", "processing", "waiting"])
    }

    @Test("a source that is not stored fails the job, with a text that names it")
    func missingSource() throws {
        let client = try MiningClient()
        let stored = try client.storedURL("picture.png")
        let id = try client.finish([stored, "storage://ABCDEFGHIJKLMNOPQRST"], modules)
        let job = try client.job(id)
        #expect(job["state"] == "failed")
        #expect(job["errors"]?.array?.count == 1)
        #expect(job["errors", 0]?.string?.contains("storage://ABCDEFGHIJKLMNOPQRST") == true)
        #expect(job["progress"] == 1)
        #expect(job["time_completed"]?.string != nil)
        #expect(try client.detailed(id).isEmpty)
        let next = try client.finish([stored], modules)
        #expect(try client.job(next)["state"] == "completed")
    }

    @Test(
        "the media type follows the first source",
        arguments: [
            ("https://x.test/a.mp4", "video"), ("https://x.test/a.MOV?x=1.png", "video"),
            ("https://youtube.com/watch?v=1", "video"), ("https://vimeo.com/1", "video"),
            ("https://www.YouTube.com:443/watch?v=1", "video"), ("http://user@youtu.be/1", "video"),
            ("https://x.test/a.wav", "audio"), ("https://x.test/a.pdf", "pdf"), ("https://x.test/a", "image"),
            ("https://x.test/a.png?from=youtube.com", "image"), ("https://x.test/vimeo.com/a.mp3", "audio"),
            ("https://notvimeo.com/a.png", "image"), ("https://vimeo.com.x.test/a", "image"),
            ("https://x.test/a?file=b.mp4", "image"), ("https://x.mp4", "image"), ("https://x.mp4/a#b.mp3", "image"),
            ("https://x.test/a.mp4/b", "image"), ("a.mp4", "video"), ("https://x.test/a.WMV", "video"),
            ("https://x.test/a.flv", "video"), ("https://x.test/a.3gp", "video"), ("https://x.test/a.ogv", "video"),
            ("https://x.test/a.m2ts", "video"), ("https://x.test/a.opus", "audio"), ("https://x.test/a.wma", "audio"),
            ("https://x.test/a.aiff", "audio"), ("https://x.test/a.oga", "audio"), ("https://x.test/a.weba", "audio"),
            ("storage://ABCDEFGHIJKLMNOPQRST", "image"),
        ])
    func mediaTypes(source: String, expected: String) throws {
        let client = try MiningClient()
        let id = try client.start([source, "https://x.test/b.xml"], modules)
        #expect(try client.job(id)["media_type"]?.string == expected)
    }

    // MARK: - Lists

    @Test("the list has the newest first, in pages of the old dialect")
    func lists() throws {
        let client = try MiningClient()
        let ids = try (0..<12).map { _ in try client.start([picture], modules) }
        let first = try client.get("/api/v1/jobs?limit=5")
        #expect(first.json.object?.keys == ["total", "offset", "limit", "next", "prev", "data"])
        #expect(first["total"] == 12)
        #expect(first["data"]?.array?.compactMap { $0["id"]?.string } == Array(ids.reversed().prefix(5)))
        #expect(first["prev"] == .null)
        #expect(first["next"] == "http://127.0.0.1:8484/api/v1/jobs/?limit=5&offset=5")
        let last = try client.get("/api/v1/jobs/?offset=10")
        #expect(last["data"]?.array?.count == 2)
        #expect(last["next"] == .null)
        #expect(last["prev"] == "http://127.0.0.1:8484/api/v1/jobs/?limit=10&offset=0")
        #expect(try client.get("/v1/jobs/?limit=99999")["data"]?.array?.count == 12)
    }

    @Test("with the setting, the old dialect prints links to pages that do not exist")
    func printedLinks() throws {
        let client = try MiningClient(settings: ["paging_links": "printed"])
        let answer = try client.get("/api/v1/jobs/")
        #expect(answer["next"] == "http://127.0.0.1:8484/api/v1/jobs/?limit=10&offset=10")
        #expect(answer["prev"] == "http://127.0.0.1:8484/api/v1/jobs/?limit=10&offset=0")
        let filtered = try client.get("/api/v1/jobs/?tag=a%20b&limit=1")
        #expect(filtered["next"] == "http://127.0.0.1:8484/api/v1/jobs/?limit=1&offset=1")
    }

    @Test("links lead to the next page of the same filtered list, under the prefix that was used")
    func links() throws {
        let client = try MiningClient()
        for tag in ["Ü & b", "other", "Ü & b"] { _ = try client.start([picture], modules, tag: tag) }
        let first = try client.get("/v1/jobs?tag=%C3%9C%20%26+b&search=%c3%9c&limit=1")
        let next = try #require(first["next"]?.string)
        #expect(
            next == "http://127.0.0.1:8484/v1/jobs/?limit=1&offset=1&search=%C3%9C&tag=%C3%9C%20%26%20b")
        let second = try client.get(String(next.dropFirst("http://127.0.0.1:8484".count)))
        #expect(second["data"]?.array?.count == 1)
        #expect(second["data", 0, "id"] != first["data", 0, "id"])
        #expect(second["next"] == .null)
        #expect(
            second["prev"]?.string?.hasSuffix("/v1/jobs/?limit=1&offset=0&search=%C3%9C&tag=%C3%9C%20%26%20b") == true)
        let elsewhere = try client.world.send(.get("/t/lab/v1/jobs/?limit=1&offset=3").key("lab:demo-key"))
        #expect(elsewhere["prev"] == .null)
        for _ in 0..<2 {
            try client.world.send(
                .post("/t/lab/v1/jobs/", json: ["sources": [.string(picture)], "modules": modules]).key("lab:demo-key"))
        }
        let last = try client.world.send(.get("/t/lab/v1/jobs/?limit=1&offset=1").key("lab:demo-key"))
        #expect(last["prev"]?.string?.hasPrefix("http://127.0.0.1:8484/t/lab/v1/jobs/?") == true)
    }

    @Test("tag finds the whole tag, search a part of tag or id in any case, both together must hold")
    func filters() throws {
        let client = try MiningClient()
        let ids = try ["Night Run", "night", ""].map { try client.start([picture], modules, tag: $0) }
        func found(_ query: String) throws -> [String] {
            let answer = try client.get("/api/v1/jobs/?\(query)")
            #expect(answer["total"]?.int == answer["data"]?.array?.count)
            return answer["data"]?.array?.compactMap { $0["id"]?.string } ?? []
        }
        #expect(try found("tag=night") == [ids[1]])
        #expect(try found("tag=NIGHT") == [])
        #expect(try found("tag=") == [ids[2]])
        #expect(try found("search=NIGHT") == [ids[1], ids[0]])
        #expect(try found("search=\(ids[2].prefix(13).uppercased())") == [ids[2]])
        #expect(try found("search=run&tag=Night%20Run") == [ids[0]])
        #expect(try found("search=run&tag=night") == [])
        #expect(try found("search=%25") == [])
        #expect(try found("other=1").count == 3)
    }

    @Test(
        "search takes the letters of every alphabet for the same in any case",
        arguments: [
            ("ÜBER", "über"), ("über", "ÜBER"), ("Die Brücke", "BRÜCKE"), ("ΟΔΟΣ", "οδος"),
            ("МОСКВА", "москва"), ("Straße", "STRASSE"), ("a\u{0}É", "é"),
        ])
    func foreignLetters(tag: String, search: String) throws {
        let client = try MiningClient()
        _ = try client.start([picture], modules, tag: tag)
        let query = search.utf8.map { "%" + String($0, radix: 16) }.joined()
        #expect(try client.get("/api/v1/jobs/?search=\(query)")["total"] == 1)
        #expect(try client.get("/api/v1/jobs/?search=\(query)x")["total"] == 0)
    }

    @Test("bad pages are a 400 that names the parameter", arguments: ["offset=-1", "limit=0", "limit=ten"])
    func badPages(query: String) throws {
        let answer = try MiningClient().get("/api/v1/jobs/?\(query)")
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [String(query.prefix { $0 != "=" })])
    }

    // MARK: - Ends

    @Test("a job with a time to live deletes itself, counted from its end")
    func timeToLive() throws {
        let client = try MiningClient()
        let answer = try client.post(
            "/api/v1/jobs/", ["sources": [.string(picture)], "modules": modules, "ttl": 60])
        let id = try #require(answer["id"]?.string)
        try client.world.runUntilIdle()
        try client.world.advance(seconds: 59)
        #expect(try client.job(id).status == 200)
        try client.world.advance(seconds: 1)
        #expect(try client.job(id).status == 404)
        #expect(try client.get("/api/v1/jobs/")["total"] == 0)
    }

    @Test("a deleted job is gone with its results, and the next one takes its place")
    func deletes() throws {
        let client = try MiningClient()
        let ids = try (0..<2).map { _ in try client.start([picture], modules) }
        try client.world.advance(seconds: 1)
        let answer = try client.delete("/api/v1/jobs/\(ids[0])/")
        #expect(answer.status == 200)
        #expect(answer.json == ["message": "Job has been deleted"])
        for path in ["", "artifacts/", "summarized-results/", "detailed-results/"] {
            #expect(try client.get("/api/v1/jobs/\(ids[0])/\(path)").status == 404)
        }
        try client.world.runUntilIdle()
        #expect(try client.job(ids[1])["state"] == "completed")
        try client.delete("/api/v1/jobs/\(ids[1])")
        let database = client.world.tenant.database
        #expect(try database.scalarInt("SELECT count(*) FROM deepva_detailed_results") == 0)
        #expect(try client.world.tenant.schedule.pending().work == 0)
    }

    @Test("a job that is stuck for thousands of years has a progress and a duration")
    func stuckForAges() throws {
        let client = try MiningClient()
        let outcome: JSON = ["platform": "deepva", "match": ["tag": "hang"], "state": "stuck"]
        #expect(try client.post("/__admin/outcomes", outcome).status == 201)
        let id = try client.finish([picture], modules, tag: "hang")
        #expect(try client.world.send(.put("/__admin/clock", json: ["now": "9999-01-01T00:00:00Z"])).status == 200)
        let answer = try client.get("/api/v1/jobs/\(id)/")
        #expect(answer["state"] == "processing")
        #expect(answer["progress"] == 0.999)
        #expect((answer["duration"]?.double ?? 0) > 250_000_000_000)
    }

    @Test("an end set beforehand is how the job ends: failed, stuck, with given results, after a given time")
    func outcomes() throws {
        let client = try MiningClient()
        func plan(_ tag: String, _ outcome: JSON) throws {
            var members = outcome.object ?? [:]
            members["platform"] = "deepva"
            members["match"] = ["tag": .string(tag)]
            #expect(try client.post("/__admin/outcomes", .object(members)).status == 201)
        }
        try plan("dark", ["state": "failed", "error": "Too dark.", "times": 1])
        try plan("hang", ["state": "stuck"])
        try plan(
            "given",
            [
                "state": "completed", "after_ms": 10_000,
                "result": ["summarized_results": [["source": "s", "module": "m", "type": "t", "meta": ["n": 1]]]],
            ])
        let dark = try client.finish([picture], modules, tag: "dark")
        #expect(try client.job(dark)["state"] == "failed")
        #expect(try client.job(dark)["errors"] == ["Too dark."])
        let hanging = try client.finish([picture], modules, tag: "hang")
        #expect(try client.job(hanging)["state"] == "processing")
        let given = try client.finish([picture], modules, tag: "given")
        #expect(try client.job(given)["duration"] == 10.0)
        let results = try client.summarized(given)
        #expect(results.count == 1)
        #expect(results.first?["meta"] == ["n": 1])
        let again = try client.finish([picture], modules, tag: "dark")
        #expect(try client.job(again)["state"] == "completed")
    }

    // MARK: - Refusals

    @Test(
        "a body that is not what the contract says is a 400 that names the member",
        arguments: [
            (#"{"modules":{"face_recognition":{}}}"#, "sources"), (#"{"sources":["a"]}"#, "modules"),
            (#"{"sources":[],"modules":{"face_recognition":{}}}"#, "sources"),
            (#"{"sources":"a","modules":{"face_recognition":{}}}"#, "sources"),
            (#"{"sources":[""],"modules":{"face_recognition":{}}}"#, "sources.0"),
            (#"{"sources":["a"],"modules":{}}"#, "modules"),
            (#"{"sources":["a"],"modules":{"mind_reading":{}}}"#, "modules.mind_reading"),
            (#"{"sources":["a"],"modules":{"face_recognition":{"top_k":11}}}"#, "modules.face_recognition.top_k"),
            (#"{"sources":["a"],"modules":{"face_recognition":3}}"#, "modules.face_recognition"),
            (#"{"sources":["a"],"modules":{"face_recognition":{}},"ttl":-1}"#, "ttl"),
            (#"{"sources":["a"],"modules":{"face_recognition":{}},"tag":7}"#, "tag"),
        ])
    func badBodies(body: String, field: String) throws {
        let client = try MiningClient()
        let answer = try client.world.send(
            TestRequest("POST", "/api/v1/jobs/").key().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [field])
        #expect(answer["message"]?.string?.hasPrefix(field) == true)
        #expect(try client.get("/api/v1/jobs/")["total"] == 0)
    }

    @Test(
        "a dictionary that a module names must exist",
        arguments: [
            ("lower_third_recognition", "secondary_dictionaries"), ("lower_third_recognition", "dictionaries"),
            ("object_scene_recognition", "dictionaries"), ("speech_recognition", "dictionaries"),
        ])
    func dictionaries(module: String, parameter: String) throws {
        let client = try MiningClient()
        let made = try client.world.send(
            TestRequest("POST", "/api/v2/dictionaries/").key()
                .multipart(.field("name", "words"), .file("file", "w.txt", type: "text/plain", Array("a".utf8))))
        let known = try #require(made["id"])
        func create(_ entries: JSON) throws -> TestAnswer {
            try client.post(
                "/api/v1/jobs/",
                ["sources": .array([.string(picture)]), "modules": .object([module: .object([parameter: entries])])])
        }
        for entries in [.array([known]), [], .null] as [JSON] { #expect(try create(entries).status == 201) }
        let answer = try create(.array([known, "00000000-0000-4000-8000-000000000000"]))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == ["modules.\(module).\(parameter).1"])
        guard parameter == "dictionaries" else { return }
        #expect(try create([["words": ["a"]]]).status == 201)
    }

    @Test("text that is no JSON is a 400, another type a 415, another method a 405")
    func refusals() throws {
        let world = try World()
        let request = TestRequest("POST", "/api/v1/jobs/").key()
        #expect(try world.send(request.raw(Array("{".utf8), type: "application/json")).status == 400)
        #expect(try world.send(request.raw(Array("{}".utf8), type: "text/xml")).status == 415)
        #expect(try world.send(request).status == 400)
        let answer = try world.send(TestRequest("PATCH", "/api/v1/jobs/").key())
        #expect(answer.status == 405)
        #expect(answer.header("Allow")?.contains("POST") == true)
    }

    @Test("unknown and malformed ids are a 404", arguments: ["00000000-0000-4000-8000-000000000000", "x", "1", "%20"])
    func unknown(id: String) throws {
        let client = try MiningClient()
        for path in ["", "artifacts/", "summarized-results/", "detailed-results/"] {
            let answer = try client.get("/api/v1/jobs/\(id)/\(path)")
            #expect(answer.status == 404)
            #expect(answer["message"]?.string != nil)
        }
        #expect(try client.delete("/api/v1/jobs/\(id)/").status == 404)
    }

    @Test("every answer without a key is a 401, whatever the path names")
    func keys() throws {
        let world = try World()
        for path in ["/api/v1/jobs/", "/api/v1/jobs/x/", "/v1/jobs/x/detailed-results/"] {
            #expect(try world.send(.get(path)).status == 401)
        }
    }
}
