// Tests of job results: pages, timecodes, numbers that agree, and that equal jobs find equal things.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@testable import DeepVA

@Suite("DeepVA: job results")
struct JobResultsTests {
    @Test("frames, times and timecodes of a stored video agree with its real length and rate")
    func video() throws {
        let client = try MiningClient()
        let url = try client.storedURL("clip.mp4")
        let id = try client.finish([url], ["face_recognition": ["max_distance": 2]])
        let summary = try client.job(id)["result", "summary", 0]
        #expect(summary?["media_type"] == "video")
        #expect(
            summary?["info"] == ["fps": 25.0, "resolution": [64, 48], "total_frames": 50, "duration": 2.0])
        let results = try client.detailed(id)
        #expect(!results.isEmpty)
        for result in results {
            let start = try #require(result["frame_start"]?.int)
            let end = try #require(result["frame_end"]?.int)
            #expect(0 <= start && start < end && end <= 50)
            #expect(result["time_start"]?.double == Double(start) / 25)
            #expect(result["time_end"]?.double == Double(end) / 25)
            #expect(result["source"]?.string == url)
            let frames = result["detections"]?.array?.compactMap { $0["frame_index"]?.int }
            #expect(frames == Array(stride(from: start, to: end, by: 12)))
            for detection in result["detections"]?.array ?? [] {
                let box = detection["data"]
                let x = box?["x"]?.double ?? 9, w = box?["w"]?.double ?? 9
                let y = box?["y"]?.double ?? 9, h = box?["h"]?.double ?? 9
                #expect(x >= 0 && w > 0 && x + w <= 1.0005)
                #expect(y >= 0 && h > 0 && y + h <= 1.0005)
            }
        }
        let starts = results.compactMap { $0["frame_start"]?.int }
        #expect(starts == starts.sorted())
    }

    @Test("a rate that is no whole number is exact")
    func oddRate() throws {
        let client = try MiningClient()
        let id = try client.finish([client.storedURL("clip-late-header.mp4")], ["face_recognition": [:]])
        let info = try client.job(id)["result", "summary", 0, "info"]
        #expect(info?["fps"]?.double == 30000.0 / 1001)
        #expect(info?["total_frames"] == 60)
        #expect(info?["duration"]?.double == 60 / (30000.0 / 1001))
    }

    @Test("timecodes read the frame as seconds, or are true SMPTE when the tenant says so")
    func timecodes() throws {
        let client = try MiningClient()
        let id = try client.finish(["https://x.test/film.mp4"], ["face_recognition": ["max_distance": 2]])
        func check(_ form: Timecode.Form) throws {
            for result in try client.detailed(id) {
                for (frame, code) in [("frame_start", "tc_start"), ("frame_end", "tc_end")] {
                    let expected = Timecode.text(frame: result[frame]?.int ?? -1, fps: 25, form: form)
                    #expect(result[code]?.string == expected)
                }
            }
        }
        try check(.sample)
        try client.world.send(.put("/__admin/settings", json: ["timecodes": "smpte"]))
        try check(.smpte)
    }

    @Test(
        "the sample's timecodes come out as the sample has them",
        arguments: [
            (468, "00:07:48:00", "00:00:18:18"), (668, "00:11:08:00", "00:00:26:18"), (0, "00:00:00:00", "00:00:00:00"),
        ])
    func sampleTimecodes(frame: Int, sample: String, smpte: String) {
        #expect(Timecode.text(frame: frame, fps: 25, form: .sample) == sample)
        #expect(Timecode.text(frame: frame, fps: 25, form: .smpte) == smpte)
    }

    @Test(
        "results of a large job are stored in slices, listed whole and in order, not before they are all there, and go in slices"
    )
    func manyResults() throws {
        let client = try MiningClient()
        let given = (0..<1234).map { JSON.object(["module": "face_recognition", "frame_start": .int($0)]) }
        try client.world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepva", "match": ["tag": "large"], "state": "completed",
                    "result": ["detailed_results": .array(given)],
                ]))
        let id = try client.start(["https://x.test/a.jpg"], ["face_recognition": [:]], tag: "large")
        let database = client.world.tenant.database
        let advance = try client.world.begin(.post("/__admin/clock/advance", json: ["to": "idle"]))
        var partial = 0
        while !advance.isAnswered {
            advance.step()
            let stored = try database.scalarInt("SELECT count(*) FROM deepva_detailed_results") ?? 0
            guard stored > 0, stored < given.count else { continue }
            partial += 1
            #expect(try client.detailed(id).isEmpty)
        }
        #expect(partial > 0)
        #expect(try client.detailed(id).map { $0["frame_start"]?.int } == Array(0..<1234))
        let page = try client.get("/api/v1/jobs/\(id)/detailed-results/?limit=700&offset=600")
        #expect(page["total"] == 1234)
        #expect(page["data"]?.array?.compactMap { $0["frame_start"]?.int } == Array(600..<1234))
        let deletion = try client.world.begin(.delete("/api/v1/jobs/\(id)/").key())
        deletion.step()
        #expect(!deletion.isAnswered)
        #expect(try deletion.answer().json == ["message": "Job has been deleted"])
        #expect(try client.job(id).status == 404)
        #expect(try database.scalarInt("SELECT count(*) FROM deepva_detailed_results") == 0)
    }

    @Test("pictures are told by their place among the sources")
    func pictures() throws {
        let client = try MiningClient()
        let url = try client.storedURL("photo.jpg")
        let id = try client.finish([url, "https://x.test/b.png"], ["object_scene_recognition": ["min_confidence": 0]])
        let job = try client.job(id)
        #expect(job["result", "summary"]?.array?.map { $0["info"] } == [[:], [:]])
        let results = try client.detailed(id)
        #expect(Set(results.compactMap { $0["frame_start"]?.int }) == [0, 1])
        for result in results {
            #expect(result["media_type"] == "image")
            #expect(result["frame_start"] == result["frame_end"])
            #expect(result["source"] == (result["frame_start"] == 0 ? .string(url) : "https://x.test/b.png"))
            #expect(result["time_start"]?.double == 0)
        }
    }

    @Test("equal contents and parameters give equal results under any name, other contents and parameters others")
    func determinism() throws {
        let modules: JSON = [
            "face_recognition": [:], "object_scene_recognition": [:], "advanced_diversity_analysis": [:],
        ]
        func texts(_ fixture: String, _ modules: JSON) throws -> [String] {
            let client = try MiningClient()
            try client.upload("first", [1, 2, 3])
            let url = try client.storedURL(fixture)
            return try client.results([url], modules).map {
                var members = $0.object ?? [:]
                members["source"] = ""
                return JSON.object(members).description
            }
        }
        let first = try texts("clip.mp4", modules)
        #expect(try texts("clip.mp4", modules) == first)
        #expect(try texts("clip-late-header.mp4", modules) != first)
        #expect(try texts("clip.mp4", ["face_recognition": ["max_distance": 0.5]]) != first)
    }

    @Test("a part of a video is all that is looked at")
    func range() throws {
        let client = try MiningClient()
        let results = try client.results(
            ["https://x.test/film.mp4"],
            ["face_recognition": ["max_distance": 2, "range": ["time_start": 2, "time_end": 4]]])
        #expect(!results.isEmpty)
        for result in results {
            #expect((result["time_start"]?.double ?? 0) >= 2)
            #expect((result["time_end"]?.double ?? 9) <= 4)
        }
    }

    @Test("a face farther away than allowed is unknown and tells whom it resembles")
    func unknownFaces() throws {
        let client = try MiningClient()
        let sources = (0..<12).map { "https://x.test/\($0).mp4" }
        for result in try client.results(sources, ["face_recognition": ["max_distance": 0.8]]) {
            let meta = try #require(result["meta"])
            let distance = try #require(meta["mean_distance"]?.double)
            let similarity = try #require(meta["mean_similarity"]?.double)
            #expect(abs(similarity - max(0, 1 - distance * distance / 2)) < 0.01)
            #expect((meta["person"] == "unknown") == (distance > 0.8))
            #expect((meta["closest_person"] != nil) == (distance > 0.8))
        }
    }

    @Test("labels of the summary are those of the segments, and none is less sure than asked for")
    func labels() throws {
        let client = try MiningClient()
        let id = try client.finish(
            ["https://x.test/a.mp4"], ["object_scene_recognition": ["min_confidence": 60, "enable_captioning": true]])
        let results = try client.detailed(id)
        let labels = results.compactMap { $0["meta"]?["label"]?.string }
        #expect(results.allSatisfy { $0["meta"]?["confidence"]?.double ?? 0 >= 60 })
        let items = try client.job(id)["result", "summary", 0, "items"]?.array ?? []
        #expect(Set(items.compactMap { $0["label"]?.string }) == Set(labels))
        let caption = try client.summarized(id).first { $0["type"] == "caption" }?["meta"]?["caption"]?.string
        #expect(labels.allSatisfy { caption?.contains($0) == true })
    }

    @Test("diversity sums agree: by person, by gender, by age")
    func diversity() throws {
        let client = try MiningClient()
        for index in 0..<8 {
            let id = try client.finish(["https://x.test/\(index).mp4"], ["advanced_diversity_analysis": [:]])
            let job = try client.job(id)
            #expect(job["result", "summary", 0, "items"] == [])
            let maps = try client.summarized(id)
            #expect(
                maps.compactMap { $0["type"]?.string } == [
                    "gender_count", "age_count", "person_screen_time", "gender_screen_time", "age_screen_time",
                    "gender_speech_time", "age_speech_time",
                ])
            func sum(_ type: String, _ prefix: String = "") -> Double {
                let meta = maps.first { $0["type"]?.string == type }?["meta"]?.object ?? [:]
                return meta.filter { $0.key.hasPrefix(prefix) }.reduce(0) { $0 + ($1.value.double ?? 0) }
            }
            #expect(sum("gender_count") == sum("age_count"))
            #expect(abs(sum("person_screen_time") - sum("gender_screen_time")) < 0.001)
            #expect(abs(sum("person_screen_time") - sum("age_screen_time")) < 0.001)
            #expect(abs(sum("gender_speech_time") - sum("age_speech_time")) < 0.001)
            for gender in ["female", "male"] {
                #expect(abs(sum("person_screen_time", gender + "_") - sum("gender_screen_time", gender)) < 0.001)
            }
        }
    }

    @Test("results come in pages of the old dialect, each under its own path")
    func pages() throws {
        let client = try MiningClient()
        let id = try client.finish(
            ["https://x.test/a.mp4", "https://x.test/b.mp4"],
            ["advanced_diversity_analysis": [:], "object_scene_recognition": ["min_confidence": 0]])
        for kind in ["summarized-results", "detailed-results"] {
            let path = "/api/v1/jobs/\(id)/\(kind)"
            let all = try client.get(path + "/?limit=99999")["data"]?.array ?? []
            let page = try client.get(path + "?limit=2&offset=1")
            #expect(page.json.object?.keys == ["total", "offset", "limit", "next", "prev", "data"])
            #expect(page["total"]?.int == all.count)
            #expect(page["data"]?.array == Array(all[1..<3]))
            #expect(page["next"] == .string("http://127.0.0.1:8484\(path)/?limit=2&offset=3"))
            #expect(page["prev"] == .string("http://127.0.0.1:8484\(path)/?limit=2&offset=0"))
            #expect(try client.get("/v1/jobs/\(id)/\(kind)/").status == 200)
            #expect(try client.get(path + "/?limit=-1").status == 400)
        }
    }

    @Test("there are no results before the job has ended")
    func early() throws {
        let client = try MiningClient()
        let id = try client.start(["https://x.test/a.mp4"], ["advanced_diversity_analysis": [:]])
        try client.world.advance(seconds: 1)
        #expect(try client.get("/api/v1/jobs/\(id)/summarized-results/")["total"] == 0)
        #expect(try client.get("/api/v1/jobs/\(id)/detailed-results/")["total"] == 0)
    }
}
