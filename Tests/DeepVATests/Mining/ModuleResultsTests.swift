// Tests of every module's results: members, bounds, and agreement between modules about the same source.

import JSON
import TestSupport
import Testing

@Suite("DeepVA: modules")
struct ModuleResultsTests {
    private static let film = "https://x.test/film.mp4"
    private static let modules: [(module: String, members: Set<String>)] = [
        ("face_recognition", ["person", "mean_distance", "mean_similarity"]),
        (
            "face_attributes",
            [
                "bounding_box", "age", "gender", "emotion", "sharpness", "smile", "eyeglasses", "sunglasses", "beard",
                "mustache",
            ]
        ),
        ("object_scene_recognition", ["label", "confidence"]),
        ("landmark_recognition", ["landmark", "mean_similarity"]),
        ("text_recognition", ["text", "confidence"]), ("lower_third_recognition", ["name"]),
        ("dataset_creation", ["name"]), ("speech_recognition", ["text", "language"]),
        ("speaker_identification", ["speaker", "mean_similarity"]), ("visual_understanding", ["response"]),
        ("qrcode_detection", ["content"]), ("logo_detection", ["logo", "confidence"]),
    ]

    @Test("every module finds something in a video, within its frames", arguments: modules)
    func everyModule(module: String, members: Set<String>) throws {
        let client = try MiningClient()
        let id = try client.finish([Self.film], .object([module: [:]]))
        let info = try client.job(id)["result", "summary", 0, "info"]
        let frames = try #require(info?["total_frames"]?.int)
        let results = try client.detailed(id)
        #expect(!results.isEmpty)
        for result in results {
            #expect(result["module"]?.string == module)
            #expect(members.isSubset(of: result["meta"]?.object?.keys ?? []))
            let (start, end) = (result["frame_start"]?.int ?? -1, result["frame_end"]?.int ?? -1)
            #expect(0 <= start && start < end && end <= frames)
            #expect(result["time_end"]?.double == Double(end) / 25)
            for detection in result["detections"]?.array ?? [] {
                #expect((start..<end).contains(detection["frame_index"]?.int ?? -1))
            }
        }
    }

    @Test("every module takes every kind of source", arguments: modules)
    func everyKind(module: String, members: Set<String>) throws {
        let client = try MiningClient()
        let sources = ["a.png", "a.mp3", "a.pdf", "a.xml", "a.mp4"].map { "https://x.test/\($0)" }
        let id = try client.finish(sources, .object([module: [:]]))
        #expect(try client.job(id)["state"] == "completed")
        for result in try client.detailed(id) {
            let source = result["source"]?.string ?? ""
            if source.hasSuffix(".png") {
                #expect(result["frame_start"] == 0)
                #expect(result["frame_end"] == 0)
            }
            #expect((result["time_start"]?.double ?? -1) <= (result["time_end"]?.double ?? -2))
        }
    }

    @Test(
        "sound has no pictures in it: what looks at them finds nothing",
        arguments: modules.map(\.module).filter { !$0.hasPrefix("spe") })
    func sound(module: String) throws {
        let client = try MiningClient()
        let parameters: JSON = module == "object_scene_recognition" ? ["enable_captioning": true] : [:]
        let id = try client.finish(["https://x.test/a.mp3"], .object([module: parameters]))
        #expect(try client.job(id)["media_type"] == "audio")
        #expect(try client.job(id)["result", "summary", 0, "media_type"] == "audio")
        #expect(try client.job(id)["result", "summary", 0, "items"] == [])
        #expect(try client.detailed(id).isEmpty)
        #expect(try client.summarized(id).isEmpty)
    }

    @Test(
        "what is heard in sound bears the kind of its source",
        arguments: ["speech_recognition", "speaker_identification"])
    func heard(module: String) throws {
        let results = try MiningClient().results(["https://x.test/c.mp3"], .object([module: [:]]))
        #expect(!results.isEmpty)
        #expect(results.allSatisfy { $0["media_type"] == "audio" })
        let starts = results.compactMap { $0["time_start"]?.double }
        #expect(starts == starts.sorted())
    }

    @Test("results of several sources come by start frame, equal starts by source")
    func order() throws {
        let sources = (0..<4).map { "https://x.test/\($0).mp4" }
        let results = try MiningClient().results(
            sources, ["face_recognition": [:], "object_scene_recognition": [:]])
        let starts = results.compactMap { $0["frame_start"]?.int }
        #expect(starts == starts.sorted())
        // The first person of every video is there from the beginning.
        let first = results.filter { $0["frame_start"] == 0 && $0["module"] == "face_recognition" }
        #expect(first.compactMap { $0["source"]?.string }.filter(Set(sources).contains).prefix(4) == sources[...])
    }

    @Test("landmarks are never less similar than asked for", arguments: [0, 0.5, 0.8, 0.9, 0.985, 0.99, 0.995, 1, 2])
    func landmarks(least: Double) throws {
        let sources = (0..<20).map { "https://x.test/\($0).png" }
        let results = try MiningClient().results(
            sources, ["landmark_recognition": ["min_similarity": .double(least)]])
        #expect(results.isEmpty == (least > 0.99))
        #expect(results.allSatisfy { ($0["meta"]?["mean_similarity"]?.double ?? 0) >= least })
    }

    @Test("numbers may be written as whole ones or not, to the same results")
    func numbers() throws {
        let client = try MiningClient()
        func labels(_ language: JSON) throws -> [JSON?] {
            try client.results([Self.film], ["object_scene_recognition": ["language": language]]).map { $0["meta"] }
        }
        let german = try labels(1)
        #expect(!german.isEmpty)
        #expect(try german == labels(.double(1)))
        #expect(try german != labels(.double(0)))
        let refused = try client.post(
            "/api/v1/jobs/",
            ["sources": .array([.string(Self.film)]), "modules": ["object_scene_recognition": ["language": 0.5]]])
        #expect(refused["errors"]?.object?.keys == ["modules.object_scene_recognition.language"])
    }

    @Test("a part of the source is all that any module looks at", arguments: modules)
    func range(module: String, members: Set<String>) throws {
        let client = try MiningClient()
        let results = try client.results(
            [Self.film], .object([module: ["range": ["time_start": 1.5, "time_end": 4.25]]]))
        for result in results {
            #expect((result["time_start"]?.double ?? 0) >= 1.48)
            #expect((result["time_end"]?.double ?? 9) <= 4.25)
        }
        let none = try client.results(
            [Self.film], .object([module: ["range": ["time_start": 5, "time_end": 2]]]))
        #expect(none.isEmpty)
    }

    @Test("screen and speech times are those of the faces and of the speakers")
    func agreement() throws {
        let client = try MiningClient()
        for index in 0..<6 {
            let id = try client.finish(
                ["https://x.test/\(index).mp4"],
                [
                    "face_recognition": [:], "face_attributes": [:], "speech_recognition": [:],
                    "speaker_identification": ["segment_merge_threshold": 0], "advanced_diversity_analysis": [:],
                ])
            let results = try client.detailed(id)
            func seconds(_ module: String) -> Double {
                results.filter { $0["module"]?.string == module }.reduce(0) {
                    $0 + ($1["time_end"]?.double ?? 0) - ($1["time_start"]?.double ?? 0)
                }
            }
            let maps = try client.summarized(id)
            func sum(_ type: String) -> Double {
                let meta = maps.first { $0["type"]?.string == type }?["meta"]?.object ?? [:]
                return meta.reduce(0) { $0 + ($1.value.double ?? 0) }
            }
            #expect(abs(seconds("face_recognition") - sum("person_screen_time")) < 0.1)
            #expect(seconds("face_attributes") == seconds("face_recognition"))
            // Segments begin and end with a frame, speech does not.
            let count = Double(results.count { $0["module"] == "speech_recognition" })
            #expect(abs(seconds("speech_recognition") - sum("gender_speech_time")) <= 0.04 * count + 0.01)
            #expect(abs(seconds("speaker_identification") - seconds("speech_recognition")) <= 0.04 * count + 0.01)
        }
    }

    @Test("the genders of faces are those of the diversity analysis, whose people are numbered through the job")
    func genders() throws {
        let client = try MiningClient()
        let sources = (0..<4).map { "https://x.test/\($0).png" }
        let id = try client.finish(sources, ["face_attributes": [:], "advanced_diversity_analysis": [:]])
        let faces = try client.detailed(id).compactMap { $0["meta"]?["gender"]?["value"]?.string }
        let maps = try client.summarized(id)
        for gender in ["female", "male"] {
            let counted = maps.filter { $0["type"] == "gender_count" }.reduce(0) {
                $0 + ($1["meta"]?[gender]?.int ?? 0)
            }
            #expect(counted == faces.count { $0 == gender })
        }
        let labels = maps.filter { $0["type"] == "person_screen_time" }.flatMap { $0["meta"]?.object?.keys ?? [] }
        #expect(Set(labels).count == labels.count)
        #expect(labels.count == faces.count)
    }

    @Test("times of pictures are 0: a float on screen, a whole number in speech")
    func noTime() throws {
        let client = try MiningClient()
        let maps = try client.summarized(
            client.finish((0..<4).map { "https://x.test/\($0).png" }, ["advanced_diversity_analysis": [:]]))
        func zeros(_ ending: String) -> Set<String> {
            let found = maps.filter { $0["type"]?.string?.hasSuffix(ending) ?? false }
            return Set(found.flatMap { ($0["meta"]?.object ?? [:]).map(\.value.description) })
        }
        #expect(zeros("_screen_time") == ["0.0"])
        #expect(zeros("_speech_time") == ["0"])
    }

    @Test("faces and their attributes are at the same place of the same frame")
    func boxes() throws {
        let client = try MiningClient()
        let id = try client.finish([Self.film], ["face_recognition": [:], "face_attributes": [:]])
        let results = try client.detailed(id)
        let faces = results.filter { $0["module"] == "face_recognition" }
        let attributes = results.filter { $0["module"] == "face_attributes" }
        #expect(faces.count == attributes.count)
        for (face, attribute) in zip(faces, attributes) {
            let box = face["detections"]?[0]?["data"]
            #expect(box?["x"] == attribute["meta"]?["bounding_box"]?["x1"])
            #expect(box?["y"] == attribute["meta"]?["bounding_box"]?["y1"])
        }
    }

    @Test("unknown faces are numbered when they are clustered, and the nearest names are listed when asked for")
    func clustered() throws {
        let client = try MiningClient()
        let sources = (0..<8).map { "https://x.test/\($0).mp4" }
        let results = try client.results(
            sources,
            ["face_recognition": ["max_distance": 0.2, "cluster_unknowns": true, "enable_top_k": true, "top_k": 4]])
        let people = results.compactMap { $0["meta"]?["person"]?.string }
        let expected = Set(1...Set(people).count).map { "Unknown #\($0)" }
        #expect(Set(people) == Set(expected))
        for result in results {
            let top = result["meta"]?["top_k"]?.array ?? []
            #expect(top.count == 4)
            #expect(top.first?["person"] == result["meta"]?["closest_person"])
            let distances = top.compactMap { $0["distance"]?.double }
            #expect(distances == distances.sorted())
        }
    }

    @Test("text segments begin and end on one of the four looks a second")
    func looks() throws {
        let client = try MiningClient()
        let url = try client.storedURL("clip.mp4")
        for source in [Self.film, url] {
            for result in try client.results([source], ["text_recognition": ["threshold": 0]]) {
                for member in ["frame_start", "frame_end"] {
                    let frame = result[member]?.int ?? -1
                    let look = (Double(frame) / 6.25).rounded(.up)
                    #expect(Int(look * 6.25) == frame || frame == 0)
                }
            }
        }
    }

    @Test("shots follow each other without gaps, and an answer fits the schema that was asked for")
    func shots() throws {
        let client = try MiningClient()
        let schema: JSON = [
            "type": "object",
            "properties": [
                "mood": ["enum": ["calm", "loud"]], "count": ["type": "integer", "minimum": 3, "maximum": 5],
                "tags": ["type": "array", "items": ["type": "string"], "minItems": 2, "maxItems": 2],
                "inner": ["type": "object", "properties": ["ok": ["type": "boolean"]]],
            ],
        ]
        let id = try client.finish(
            [Self.film],
            ["visual_understanding": ["enable_shot_detection": true, "structured_output_schema": schema]])
        let frames = try client.job(id)["result", "summary", 0, "info", "total_frames"]
        let results = try client.detailed(id)
        #expect(results.count > 1)
        #expect(results.first?["frame_start"] == 0)
        #expect(results.last?["frame_end"] == frames)
        for (shot, next) in zip(results, results.dropFirst()) { #expect(shot["frame_end"] == next["frame_start"]) }
        for result in results {
            let answer = result["meta"]?["structured_response"]
            #expect(["calm", "loud"].contains(answer?["mood"]?.string))
            #expect((3...5).contains(answer?["count"]?.int ?? 0))
            #expect(answer?["tags"]?.array?.count == 2)
            #expect(answer?["inner"]?["ok"]?.bool != nil)
        }
        #expect(try client.results([Self.film], ["visual_understanding": [:]]).count == 1)
    }

    @Test("a schema of arrays within arrays comes to an end")
    func nestedArrays() throws {
        var schema: JSON = ["type": "string"]
        for _ in 0..<7 { schema = ["type": "array", "minItems": 50, "items": schema] }
        let results = try MiningClient().results(
            [Self.film], ["visual_understanding": ["structured_output_schema": schema]])
        #expect(results.first?["meta"]?["structured_response"]?.array?.count == 50)
    }

    @Test("a translation says the same in the other language")
    func translation() throws {
        let client = try MiningClient()
        let english = try client.results(
            [Self.film], ["speech_recognition": ["language": "english", "translation_language": "german"]])
        let german = try client.results([Self.film], ["speech_recognition": ["language": "german"]])
        #expect(english.map { $0["meta"]?["translation"] } == german.map { $0["meta"]?["text"] })
    }

    // MARK: - Dataset creation

    @Test("the names of a source become classes of the dataset, their faces stored images of its own making")
    func datasetCreation() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset("Council")
        let known = try client.makeClass(dataset, "nobody")
        let modules: JSON = ["dataset_creation": ["dataset_id": .string(dataset)]]
        let job = try client.finish([Self.film], modules)
        let names = Set(try client.detailed(job).compactMap { $0["meta"]?["name"]?.string })
        #expect(!names.isEmpty)
        let classes = try client.get("/api/v1/datasets/\(dataset)/classes/")["data"]?.array ?? []
        #expect(Set(classes.compactMap { $0["label"]?.string }) == names.union(["nobody"]))
        #expect(try client.get(known)["number_of_images"] == 0)
        let preview = try #require(classes.last?["preview_image"])
        #expect(preview["is_auto_generated"] == true)
        let folder = "/Council - Images[\(dataset.prefix(8))]/"
        let files = try client.get(
            "/api/v2/storage/?folder=\(folder.replacing(" ", with: "%20").replacing("[", with: "%5B").replacing("]", with: "%5D"))"
        )
        #expect(files["total"]?.int == names.count)
        #expect(files["data"]?.array?.contains { $0["url"] == preview["file_uri"] } == true)
        _ = try client.finish([Self.film], modules)
        let again = try client.get("/api/v1/datasets/\(dataset)/")
        #expect(again["number_of_classes"]?.int == names.count + 1)
        #expect(again["number_of_images"]?.int == 2 * names.count)
    }

    @Test(
        "whatever the dataset is called, its images find a folder",
        arguments: ["a/b/../c", "..", String(repeating: "👩‍👩‍👧‍👦", count: 140), "tab\there\u{1}"])
    func hostileNames(name: String) throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset(name)
        let job = try client.finish([Self.film], ["dataset_creation": ["dataset_id": .string(dataset)]])
        #expect(try client.job(job)["state"] == "completed")
        #expect(try client.get("/api/v1/datasets/\(dataset)/")["number_of_images"] != 0)
        let folders = try client.get("/api/v2/storage/")
        #expect(folders["total"] == 1)
        #expect(folders["data", 0, "name"]?.string?.hasSuffix(" - Images[\(dataset.prefix(8))]/") == true)
    }

    @Test("without a dataset a new one is made; an unknown one is a 400")
    func newDataset() throws {
        let client = try MiningClient()
        let job = try client.finish([Self.film], ["dataset_creation": [:]])
        let datasets = try client.get("/api/v1/datasets/")
        #expect(datasets["total"] == 1)
        #expect(datasets["data", 0, "name"]?.string == "Job \(job)")
        #expect(datasets["data", 0, "number_of_images"] != 0)
        let answer = try client.post(
            "/api/v1/jobs/",
            ["sources": ["https://x.test/a.png"], "modules": ["dataset_creation": ["dataset_id": "nothing"]]])
        #expect(answer.status == 400)
        #expect(answer["errors", "modules.dataset_creation.dataset_id"] != nil)
    }
}
