// Tests of trainings and models, and of jobs that use them.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: trainings and models")
struct TrainingsTests {
    private func council(
        _ client: MiningClient, _ labels: [String] = ["Ottilie Farrow", "Jory Penhale"]
    ) throws -> String {
        let id = try client.makeDataset()
        for (index, label) in labels.enumerated() {
            try client.attach(client.picture(index), to: client.makeClass(id, label))
        }
        return id
    }

    @Test("a new training waits, with its dataset as it is then")
    func creates() throws {
        let client = try MiningClient()
        let id = try council(client)
        let answer = try client.post(
            "/api/v1/trainings",
            [
                "source_dataset_id": .string(id), "output_model_name": "council",
                "config": ["min_face_size": 60, "x": [1]],
            ])
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "type", "state", "progress", "duration", "error", "time_created", "time_started",
                "time_completed", "source_dataset", "output_model_name", "output_model", "config",
                "output_model_description", "output_model_changelog",
            ])
        #expect(answer["type"] == "face")
        #expect(answer["state"] == "waiting")
        #expect(answer["progress"] == 0)
        #expect(answer["error"] == "")
        #expect(answer["output_model"] == .null)
        #expect(answer["config"] == ["min_face_size": 60, "x": [1]])
        #expect(answer["source_dataset", "number_of_images"] == 2)
        #expect(answer["source_dataset", "version"]?.double == 1)
        #expect(answer["source_dataset", "evaluation_state"] == 0)
        #expect(answer["source_dataset", "issues"] == ["has_error": false, "has_warning": false])
        _ = try client.makeClass(id, "late")
        let path = "/api/v1/trainings/" + (try #require(answer["id"]?.string))
        #expect(try client.get(path)["source_dataset", "number_of_classes"] == 2)
    }

    @Test("a training moves by its clock, and ends with a model")
    func moves() throws {
        let client = try MiningClient()
        let id = try council(client)
        let answer = try client.post(
            "/api/v1/trainings/", ["source_dataset_id": .string(id), "output_model_name": "council"])
        let path = "/api/v1/trainings/" + (try #require(answer["id"]?.string)) + "/"
        try client.world.advance(seconds: 3.1)
        let half = try client.get(path)
        #expect(half["state"] == "processing")
        #expect(half["progress"] == 0.5)
        #expect(half["duration"] == 2.6)
        try client.world.runUntilIdle()
        let done = try client.get(path)
        #expect(done["state"] == "completed")
        #expect(done["progress"] == 1)
        #expect(done["duration"] == 5.2)
        #expect(done["output_model", "name"] == "council")
        #expect(done["output_model", "is_public"] == false)
        #expect(done["output_model", "versions", 0, "version_number"] == 1)
        #expect(done["output_model", "versions", 0, "source_dataset", "id"]?.string == id)
        #expect(done["output_model", "versions", 0, "source_dataset", "version"] == nil)
        let model = try #require(done["output_model", "id"]?.string)
        #expect(try client.get("/api/v1/models/\(model)/").json == done["output_model"])
    }

    @Test("trainings are worked on one after the other, and each adds a version to the model of its name")
    func versions() throws {
        let client = try MiningClient()
        let id = try council(client)
        for changelog in ["first", "second"] {
            try client.post(
                "/api/v1/trainings/",
                [
                    "source_dataset_id": .string(id), "output_model_name": "council",
                    "output_model_changelog": .string(changelog),
                ])
        }
        try client.world.advance(seconds: 1)
        let states = try client.get("/api/v1/trainings/")["data"]?.array?.compactMap { $0["state"]?.string }
        #expect(states == ["processing", "waiting"])
        try client.world.runUntilIdle()
        let page = try client.get("/v1/trainings/")
        #expect(page["total"] == 2)
        #expect(page["data", 0, "output_model", "id"] == page["data", 1, "output_model", "id"])
        let versions = page["data", 1, "output_model", "versions"]?.array ?? []
        #expect(versions.map { $0["version_number"] } == [1, 2])
        #expect(versions.map { $0["changelog"] } == ["first", "second"])
        let end = try #require(page["data", 0, "time_completed"]?.string)
        #expect(end < (page["data", 1, "time_started"]?.string ?? ""))
    }

    @Test("an empty dataset is taken, and has an error; a class without image is a warning")
    func issues() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        _ = try client.makeClass(id, "a")
        let done = try client.train(id, "empty")
        #expect(done["source_dataset", "issues"] == ["has_error": true, "has_warning": true])
        #expect(done["state"] == "completed")
    }

    @Test("a dataset that is deleted before the training ends fails it; so does an end set beforehand")
    func failures() throws {
        let client = try MiningClient()
        let id = try council(client)
        let answer = try client.post(
            "/api/v1/trainings/", ["source_dataset_id": .string(id), "output_model_name": "gone"])
        try client.delete("/api/v1/datasets/\(id)/")
        try client.world.runUntilIdle()
        let path = "/api/v1/trainings/" + (try #require(answer["id"]?.string))
        let failed = try client.get(path)
        #expect(failed["state"] == "failed")
        #expect(failed["error"]?.string?.contains(id) == true)
        #expect(failed["output_model"] == .null)
        try client.post(
            "/__admin/outcomes",
            [
                "platform": "deepva", "operation": "createTraining", "match": ["tag": "bad"], "state": "failed",
                "error": "Blurred.",
            ])
        let other = try council(client)
        #expect(try client.train(other, "bad")["error"] == "Blurred.")
        #expect(try client.train(other, "good")["state"] == "completed")
        #expect(try client.get("/api/v1/models/")["total"] == 8)
    }

    @Test("a deleted training is gone, its worker free, the model that it made stays")
    func deletes() throws {
        let client = try MiningClient()
        let id = try council(client)
        let done = try client.train(id, "council")
        let path = "/api/v1/trainings/" + (try #require(done["id"]?.string))
        #expect(try client.delete(path).json == ["message": "Training has been deleted"])
        #expect(try client.get(path).status == 404)
        #expect(try client.delete(path).status == 404)
        let model = try #require(done["output_model", "id"]?.string)
        #expect(try client.get("/api/v1/models/\(model)").status == 200)
        let running = try client.post(
            "/api/v1/trainings/", ["source_dataset_id": .string(id), "output_model_name": "a"])
        try client.world.advance(seconds: 1)
        try client.delete("/api/v1/trainings/" + (try #require(running["id"]?.string)))
        #expect(try client.train(id, "b")["state"] == "completed")
    }

    @Test("a training that cannot be is a 400 that names the member")
    func refusals() throws {
        let client = try MiningClient()
        let id = try council(client)
        func field(_ body: JSON) throws -> String? {
            let answer = try client.post("/api/v1/trainings/", body)
            #expect(answer.status == 400)
            return answer["errors"]?.object?.keys.first
        }
        #expect(try field(["output_model_name": "a"]) == "source_dataset_id")
        #expect(try field(["source_dataset_id": .string(id)]) == "output_model_name")
        #expect(
            try field(["source_dataset_id": "00000000-0000-4000-8000-000000000000", "output_model_name": "a"])
                == "source_dataset_id")
        #expect(try field(["source_dataset_id": .string(id), "output_model_name": "a==2"]) == "output_model_name")
        #expect(
            try field(["source_dataset_id": .string(id), "output_model_name": "celebrities"]) == "output_model_name")
        #expect(
            try field(["source_dataset_id": .string(id), "output_model_name": "a", "config": ["min_face_size": "big"]])
                == "config.min_face_size")
    }

    // MARK: - Models

    @Test("a fresh tenant has the pre-trained models, which stay")
    func preloaded() throws {
        let client = try MiningClient()
        let page = try client.get("/api/v1/models/")
        #expect(
            page["data"]?.array?.compactMap { $0["name"]?.string } == [
                "celebrities", "general", "general-a", "general-b", "general-c", "zero-shot", "general-b",
            ])
        #expect(page["data"]?.array?.allSatisfy { $0["is_public"] == true } == true)
        let id = try #require(page["data", 0, "id"]?.string)
        #expect(try client.delete("/api/v1/models/\(id)/").status == 403)
        #expect(try client.get("/api/v1/models/\(id)/")["name"] == "celebrities")
        try client.world.send(.post("/__admin/reset"))
        #expect(try client.get("/api/v1/models/").text == page.text)
    }

    @Test("a model of your own is deleted with its versions")
    func deletesModel() throws {
        let client = try MiningClient()
        let done = try client.train(council(client), "council")
        let path = "/api/v1/models/" + (try #require(done["output_model", "id"]?.string)) + "/"
        #expect(try client.delete(path).json == ["message": "Model has been deleted"])
        #expect(try client.get(path).status == 404)
        #expect(try client.get("/api/v1/models/")["total"] == 7)
        let training = try #require(done["id"]?.string)
        #expect(try client.get("/api/v1/trainings/\(training)")["output_model"] == .null)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM deepva_model_labels") == 0)
    }

    // MARK: - Use

    @Test("a job with the new model finds its identities, by name, by id and by version")
    func identities() throws {
        let client = try MiningClient()
        let labels = ["Ottilie Farrow", "Jory Penhale", "Wenna Trask"]
        let done = try client.train(council(client, labels), "council")
        let id = try #require(done["output_model", "id"]?.string)
        for reference in ["council", id, "council==1", "\(id)==1"] {
            let job = try client.finish(
                ["https://x.test/a.mp4"], ["face_recognition": ["model": .string(reference), "max_distance": 1.1]])
            let answer = try client.job(job)
            #expect(answer["state"] == "completed")
            #expect(answer["modules", "face_recognition", "model"]?.string == reference)
            let items = answer["result", "summary", 0, "items"]?.array?.compactMap { $0["label"]?.string } ?? []
            #expect(!items.isEmpty)
            #expect(Set(items).isSubset(of: labels))
            for result in try client.detailed(job) {
                let person = result["meta"]?["person"]?.string ?? ""
                #expect(labels.contains(person) || person == "unknown")
            }
        }
    }

    @Test("a picture that the model was trained with is recognised for certain")
    func shown() throws {
        let client = try MiningClient()
        try client.train(council(client), "council")
        for (index, label) in ["Ottilie Farrow", "Jory Penhale"].enumerated() {
            let results = try client.results([client.picture(index)], ["face_recognition": ["model": "council"]])
            let best = results.min {
                $0["meta"]?["mean_distance"]?.double ?? 9 < $1["meta"]?["mean_distance"]?.double ?? 9
            }
            #expect(best?["meta"]?["person"]?.string == label)
            #expect(best?["meta"]?["mean_similarity"]?.double ?? 0 > 0.99)
        }
    }

    @Test("a large dataset is learnt in several steps, all of it")
    func large() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let database = client.world.tenant.database
        try database.execute(
            """
            INSERT INTO deepva_classes(id, dataset, reference, label, created, updated, active, notes, custom_fields_json)
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
            SELECT 'c' || i, (SELECT seq FROM deepva_datasets), 'r' || i, 'Person ' || i, 0, 0, i % 3 > 0, '', '[]' FROM n
            """)
        try database.execute(
            """
            INSERT INTO deepva_images(id, class, file_uri, created, updated, active, notes)
            SELECT 'i' || seq, seq, 'storage://' || seq, 0, 0, 1, '' FROM deepva_classes
            """)
        let done = try client.train(id, "crowd")
        #expect(done["state"] == "completed")
        #expect(done["source_dataset", "number_of_active_images"] == 800)
        #expect(try database.scalarInt("SELECT count(DISTINCT label) FROM deepva_model_labels") == 800)
        #expect(try database.scalarInt("SELECT max(position) FROM deepva_model_labels") == 799)
    }

    @Test("an older version keeps the identities that it was trained with")
    func oldVersion() throws {
        let client = try MiningClient()
        try client.train(council(client, ["Ottilie Farrow"]), "council")
        try client.train(council(client, ["Jory Penhale"]), "council")
        func people(_ model: String) throws -> Set<String> {
            let job = try client.finish(["https://x.test/a.png"], ["face_recognition": ["model": .string(model)]])
            return Set(
                try client.job(job)["result", "summary", 0, "items"]?.array?.compactMap { $0["label"]?.string } ?? [])
        }
        #expect(try people("council==1") == ["Ottilie Farrow"])
        #expect(try people("council==2") == ["Jory Penhale"])
        #expect(try people("council") == ["Jory Penhale"])
    }

    @Test("those whom a model does not know are unknown, each with an identity when they are indexed")
    func strangers() throws {
        let client = try MiningClient()
        try client.train(client.makeDataset(), "nobody")
        let sources = (0..<4).map { "https://x.test/\($0).png" }
        func people(_ parameters: JSON) throws -> [String] {
            try client.results(sources, ["face_recognition": parameters]).compactMap { $0["meta"]?["person"]?.string }
        }
        #expect(Set(try people(["model": "nobody"])) == ["unknown"])
        let clustered = try people(["model": "nobody", "cluster_unknowns": true])
        #expect(clustered == (1...clustered.count).map { "Unknown #\($0)" })
        let indexed = try people(["model": "nobody", "index_unknowns": true])
        #expect(try people(["model": "nobody", "index_unknowns": true]) == indexed)
        #expect(indexed.allSatisfy { $0.hasPrefix("Unknown #") })
    }

    @Test("several models are asked together")
    func several() throws {
        let client = try MiningClient()
        try client.train(council(client, ["Ottilie Farrow"]), "a")
        try client.train(council(client, ["Jory Penhale"]), "b")
        let sources = (0..<6).map { "https://x.test/\($0).mp4" }
        let results = try client.results(sources, ["face_recognition": ["models": ["a", "b"], "max_distance": 1.1]])
        let people = Set(results.compactMap { $0["meta"]?["person"]?.string })
        #expect(people.isSuperset(of: ["Ottilie Farrow", "Jory Penhale"]))
    }

    @Test("models of other types serve their own modules")
    func otherTypes() throws {
        let client = try MiningClient()
        for (type, module, member) in [
            ("landmark", "landmark_recognition", "landmark"), ("logo", "logo_detection", "logo"),
        ] {
            let id = try client.makeDataset(type, type: type)
            try client.attach(client.picture(9), to: client.makeClass(id, "The \(type)"))
            try client.train(id, "mine")
            let results = try client.results(["https://x.test/a.mp4"], .object([module: ["model": "mine"]]))
            #expect(!results.isEmpty)
            #expect(results.allSatisfy { $0["meta"]?[member]?.string == "The \(type)" })
        }
    }

    @Test(
        "a model that does not exist is a 400 that names the member",
        arguments: [
            ("face_recognition", "model", "nobody"), ("face_recognition", "model", "celebrities==2"),
            ("face_recognition", "model", "council==2"), ("face_recognition", "model", "council==0"),
            ("face_recognition", "model", "council=="), ("face_recognition", "model", "general-c"),
            ("object_scene_recognition", "model", "council"), ("landmark_recognition", "model", "general-c"),
        ])
    func unknownModels(module: String, member: String, model: String) throws {
        let client = try MiningClient()
        try client.train(council(client), "council")
        let answer = try client.post(
            "/api/v1/jobs/",
            ["sources": ["https://x.test/a.png"], "modules": .object([module: .object([member: .string(model)])])])
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == ["modules.\(module).\(member)"])
    }

    @Test("a model that is deleted before the job ends fails it")
    func deletedModel() throws {
        let client = try MiningClient()
        let done = try client.train(council(client), "council")
        let job = try client.start(["https://x.test/a.png"], ["face_recognition": ["model": "council"]])
        try client.delete("/api/v1/models/" + (try #require(done["output_model", "id"]?.string)))
        try client.world.runUntilIdle()
        #expect(try client.job(job)["state"] == "failed")
        #expect(try client.job(job)["errors", 0]?.string?.contains("council") == true)
    }
}
