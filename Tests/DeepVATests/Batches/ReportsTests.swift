// Tests of reports: their sums against the results of the jobs.

import JSON
import TestSupport
import Testing

@testable import DeepVA

@Suite("DeepVA: reports")
struct ReportsTests {
    private func batch(_ world: World, _ name: String, parent: String? = nil) throws -> String {
        let answer = try world.send(
            .post("/api/v1/batches/", json: ["name": .string(name), "parent": parent.map { .string($0) } ?? .null])
                .key())
        return try #require(answer["id"]?.string)
    }

    private func addJob(_ world: World, to batch: String, _ source: String) throws -> String {
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

    private func setResult(_ world: World, source: String, _ results: JSON) throws {
        let answer = try world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepva", "match": ["source": .string(source)], "state": "completed",
                    "result": ["summarized_results": results],
                ]))
        #expect(answer.status < 300)
    }

    private func report(_ world: World, on batch: String) throws -> String {
        let answer = try world.send(.post("/api/v1/batches/\(batch)/report/").key())
        #expect(answer.status == 201)
        return try #require(answer["id"]?.string)
    }

    private func items(_ world: World, _ report: String) throws -> [JSON] {
        let answer = try world.send(.get("/api/v1/reports/\(report)/items/?limit=1000").key())
        return answer["data"]?.array?.compactMap { $0["content"] } ?? []
    }

    @Test("a report waits, works and completes, and has no items before")
    func life() throws {
        let world = try World()
        let top = try batch(world, "Spring")
        let made = try world.send(.post("/api/v1/batches/\(top)/report/").key())
        #expect(made.status == 201)
        #expect(made.json.object?.keys == ["id", "title", "time_created", "type", "state", "error_msg"])
        #expect(made["title"] == "Report of Spring on 01.01.2026")
        #expect(made["state"] == "waiting")
        #expect(made["time_created"] == "2026-01-01T00:00:00.000000Z")
        let path = "/api/v1/reports/\(try #require(made["id"]?.string))/"
        try world.advance(seconds: 0.6)
        #expect(try world.send(.get(path).key())["state"] == "processing")
        #expect(try world.send(.get(path + "items/").key())["total"] == 0)
        try world.runUntilIdle()
        let read = try world.send(.get(path).key())
        #expect(read["state"] == "completed")
        #expect(read["error_msg"] == .null)
        let items = try world.send(.get(path + "items/").key())
        #expect(items.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(items["total"] == 1)
        #expect(items["data", 0, "content", "batch_id"] == .string(top))
        #expect(items["data", 0, "content", "report_info"]?.object?.keys == ReportSums.sections)
        #expect(items["data", 0, "content", "report_info", "gender_count"] == [:])
    }

    @Test("sums merge equal keys of jobs and batches, children first, own batch last")
    func published() throws {
        let world = try World()
        let top = try batch(world, "top")
        let left = try batch(world, "left", parent: top)
        let right = try batch(world, "right", parent: top)
        func result(_ type: String, _ meta: JSON) -> JSON {
            ["type": .string(type), "module": "x", "source": "y", "meta": meta]
        }
        try setResult(
            world, source: "https://media.test/1.mp4",
            [
                result("gender_count", ["female": 1, "male": 2]),
                result("person_screen_time", ["female_1": 8.64, "male_1": 1.111]),
                result("gender_speech_time", ["male": 0]), result("object", ["tree": 4]),
            ])
        try setResult(
            world, source: "https://media.test/2.mp4",
            [
                result("gender_count", ["female": 2]),
                result("person_screen_time", ["female_2": 3.5, "female_1": 7.0, "male_1": 2.222, "male_3": 0]),
                result("gender_speech_time", ["male": 0, "female": 1.25]), result("name_to_speech_time", ["Ebba": 2.5]),
            ])
        try setResult(
            world, source: "https://media.test/3.mp4", [result("gender_count", ["female": 10, "other": "none"])])
        _ = try addJob(world, to: left, "https://media.test/1.mp4")
        _ = try addJob(world, to: right, "https://media.test/2.mp4")
        _ = try addJob(world, to: top, "https://media.test/3.mp4")
        try world.runUntilIdle()
        let id = try report(world, on: top)
        try world.runUntilIdle()
        let items = try items(world, id)
        #expect(items.map { $0["batch_id"]?.string } == [left, right, top])
        let sums = items.compactMap { $0["report_info"] }
        #expect(sums[0]["gender_count"]?.description == #"{"female":1,"male":2}"#)
        #expect(sums[0]["person_screen_time"]?.description == #"{"female_1":8.64,"male_1":1.11}"#)
        #expect(
            sums[1]["person_screen_time"]?.description == #"{"female_2":3.5,"female_1":7.0,"male_1":2.22,"male_3":0.0}"#
        )
        #expect(sums[2]["gender_count"]?.description == #"{"female":13,"male":2}"#)
        #expect(
            sums[2]["person_screen_time"]?.description
                == #"{"female_1":15.64,"male_1":3.33,"female_2":3.5,"male_3":0.0}"#)
        #expect(sums[2]["gender_speech_time"]?.description == #"{"male":0,"female":1.25}"#)
        #expect(sums[0]["name_to_speech_time"]?.description == #"{"female_1":0,"male_1":0}"#)
        #expect(sums[2]["name_to_speech_time"]?.description == #"{"female_1":0,"male_1":0,"Ebba":2.5}"#)
    }

    @Test("items equal the sums of the jobs' own results over a tree of three levels")
    func generated() throws {
        let world = try World()
        let top = try batch(world, "top")
        let middle = try batch(world, "middle", parent: top)
        let leaf = try batch(world, "leaf", parent: middle)
        var own: [String: [String]] = [top: [], middle: [], leaf: []]
        for (index, owner) in [leaf, leaf, leaf, middle, middle, top].enumerated() {
            own[owner, default: []].append(try addJob(world, to: owner, "https://media.test/\(index).mp4"))
        }
        try world.runUntilIdle()
        let id = try report(world, on: top)
        try world.runUntilIdle()
        let items = try items(world, id)
        #expect(items.map { $0["batch_id"]?.string } == [leaf, middle, top])
        var jobs: [String] = []
        for item in items {
            jobs += own[item["batch_id"]?.string ?? ""] ?? []
            for section in ReportSums.sections.dropLast() {
                var expected: [String: Double] = [:]
                for job in jobs {
                    let results = try world.send(.get("/api/v1/jobs/\(job)/summarized-results/?limit=100").key())
                    for result in results["data"]?.array ?? [] where result["type"]?.string == section {
                        for (key, value) in result["meta"]?.object ?? [:] {
                            expected[key, default: 0] += value.double ?? 0
                        }
                    }
                }
                let sums = item["report_info"]?[section]?.object ?? [:]
                #expect(Set(sums.keys) == Set(expected.keys), "\(section)")
                for (key, value) in sums {
                    #expect(abs((value.double ?? -1) - (expected[key] ?? -2)) < 0.006, "\(section) \(key)")
                }
            }
        }
        // Whatever is added up, the sections keep agreeing with each other.
        let whole = try #require(items.last?["report_info"])
        func total(_ section: String) -> Double {
            whole[section]?.object?.map { $0.value.double ?? 0 }.reduce(0, +) ?? 0
        }
        #expect(total("gender_count") == total("age_count"))
        #expect(total("gender_count") > 0)
        #expect(abs(total("person_screen_time") - total("gender_screen_time")) < 0.1)
        #expect(abs(total("gender_screen_time") - total("age_screen_time")) < 0.1)
        for item in items.compactMap({ $0["report_info"] }) {
            let names = try #require(item["name_to_speech_time"]?.object)
            #expect(names.keys == item["person_screen_time"]?.object?.keys)
            for gender in item["gender_speech_time"]?.object ?? [:] {
                let own = names.filter { $0.key.hasPrefix(gender.key + "_") }
                let spoken = own.reduce(0) { $0 + ($1.value.double ?? 0) }
                #expect(abs(spoken - (gender.value.double ?? 0)) < 0.006, "\(gender.key)")
            }
        }
        #expect(total("name_to_speech_time") > 0)
    }

    @Test("the speech of a gender is shared by its people as their time on screen is, to the last hundredth")
    func sharesSpeech() throws {
        func result(_ type: String, _ source: String, _ meta: JSON) -> JSON {
            ["type": .string(type), "source": .string(source), "meta": meta]
        }
        let maps = SpeechShares.maps(of: [
            result("person_screen_time", "a", ["male_1": 1, "female_1": 5.0, "male_2": 2, "male_3": 0.0]),
            result("gender_speech_time", "a", ["male": 1.0, "female": 0]),
            result("person_screen_time", "b", ["male_4": 0.0, "male_5": 0.0, "male_6": 0.0]),
            result("gender_speech_time", "b", ["male": 1.0]),
            result("person_screen_time", "c", ["male_7": 3.0]),
            result("gender_speech_time", "c", ["female": 2.5]),
            result("gender_speech_time", "d", ["female": 2.5]),
        ])
        #expect(
            maps.map(\.description) == [
                #"{"male_1":0.33,"female_1":0,"male_2":0.67,"male_3":0}"#,
                #"{"male_4":0.34,"male_5":0.33,"male_6":0.33}"#, #"{"male_7":2.5}"#,
            ])
    }

    @Test("a batch of many jobs is added up in several steps, none lost and none twice")
    func many() throws {
        let world = try World()
        let rows = (0..<230).map { "https://media.test/\($0).jpg\n" }.joined()
        try world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepva", "operation": "createJob", "state": "completed",
                    "result": [
                        "summarized_results": [
                            ["type": "gender_count", "meta": ["female": 1]],
                            ["type": "person_screen_time", "meta": ["female_1": 0.1]],
                        ]
                    ],
                ]))
        let files = try world.send(
            TestRequest("POST", "/api/v1/batches/files/").key().multipart(.file("files", "many.csv", Array(rows.utf8))))
        let id = try #require(files[0, "batch", "id"]?.string)
        try world.runUntilIdle()
        let made = try report(world, on: id)
        try world.runUntilIdle()
        let sums = try #require(try items(world, made).first?["report_info"])
        #expect(sums["gender_count"]?.description == #"{"female":230}"#)
        #expect(sums["person_screen_time"]?.description == #"{"female_1":23.0}"#)
    }

    @Test("jobs that failed or have not ended do not count")
    func onlyCompleted() throws {
        let world = try World()
        let id = try batch(world, "b")
        _ = try addJob(world, to: id, "storage://nothing")
        try world.runUntilIdle()
        let made = try report(world, on: id)
        try world.runUntilIdle()
        #expect(try items(world, made).first?["report_info"]?["gender_count"] == [:])
    }

    @Test("a report outlives its batch, and fails when the batch goes before it is done")
    func batchGone() throws {
        let world = try World()
        let id = try batch(world, "b")
        let done = try report(world, on: id)
        try world.runUntilIdle()
        let pending = try report(world, on: id)
        try world.send(.delete("/api/v1/batches/\(id)/").key())
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/reports/\(done)/").key())["state"] == "completed")
        #expect(try items(world, done).count == 1)
        let failed = try world.send(.get("/api/v1/reports/\(pending)/").key())
        #expect(failed["state"] == "failed")
        #expect(failed["error_msg"]?.string?.isEmpty == false)
    }

    @Test("a test author can make a report fail, or never end")
    func outcomes() throws {
        let world = try World()
        let id = try batch(world, "b")
        for (state, error) in [("failed", "No light."), ("stuck", "")] {
            try world.send(
                .post(
                    "/__admin/outcomes",
                    json: [
                        "platform": "deepva", "operation": "createBatchReport", "times": 1, "state": .string(state),
                        "error": .string(error),
                    ]))
        }
        let failed = try report(world, on: id)
        let stuck = try report(world, on: id)
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/reports/\(failed)/").key())["error_msg"] == "No light.")
        #expect(try world.send(.get("/api/v1/reports/\(stuck)/").key())["state"] == "processing")
    }

    @Test("reports are listed oldest first and can be deleted, even at work")
    func listAndDelete() throws {
        let world = try World()
        let id = try batch(world, "b")
        let first = try report(world, on: id)
        let second = try report(world, on: id)
        let list = try world.send(.get("/api/v1/reports/").key())
        #expect(list["total"] == 2)
        #expect(list["data"]?.array?.map { $0["id"]?.string } == [first, second])
        let deleted = try world.send(.delete("/api/v1/reports/\(first)/").key())
        #expect(deleted.status == 204)
        #expect(deleted.body.isEmpty)
        for request: TestRequest in [
            .get("/api/v1/reports/\(first)/"), .get("/api/v1/reports/\(first)/items/"),
            .delete("/api/v1/reports/\(first)/"),
            .get("/api/v1/reports/nothing/"),
        ] {
            #expect(try world.send(request.key()).status == 404)
        }
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/reports/").key())["data", 0, "state"] == "completed")
        #expect(try world.send(.get("/api/v1/reports/")).status == 401)
    }

    @Test("lists read by index")
    func plans() throws {
        let world = try World()
        let id = try report(world, on: try batch(world, "b"))
        try world.runUntilIdle()
        #expect(try QueryPlan.faults(of: .get("/api/v1/reports/").key(), on: "deepva_reports", in: world) == [])
        #expect(
            try QueryPlan.faults(of: .get("/api/v1/reports/\(id)/items/").key(), on: "deepva_report_items", in: world)
                == [])
    }
}
