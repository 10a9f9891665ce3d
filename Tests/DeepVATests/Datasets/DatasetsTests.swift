// Tests of datasets: counters and previews on read, times, evaluation, deletion.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: datasets")
struct DatasetsTests {
    private let base = "/api/v1/datasets/"

    @Test("a new dataset has nothing in it, and its second time is a few microseconds behind the first")
    func creates() throws {
        let client = try MiningClient()
        let answer = try client.post(base, ["name": "Council", "type": "face"])
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "name", "description", "type", "time_created", "time_updated", "number_of_classes",
                "number_of_active_classes", "number_of_images", "number_of_active_images", "preview_images",
                "evaluation_result",
            ])
        #expect(answer["description"] == "")
        #expect(answer["number_of_images"] == 0)
        #expect(answer["preview_images"] == [])
        #expect(answer["evaluation_result"] == [:])
        #expect(answer["time_created"] == "2026-01-01 00:00:00.000000")
        let micros = try #require(answer["time_updated"]?.string.flatMap { Int($0.suffix(6)) })
        #expect((8...12).contains(micros))
        let id = try #require(answer["id"]?.string)
        #expect(try client.get(base + id)["time_updated"] == "2026-01-01 00:00:00.000000")
    }

    @Test("counters and previews follow classes, images, activity and expiry")
    func derived() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        func counters() throws -> [Int] {
            let answer = try client.get(base + id)
            return [
                "number_of_classes", "number_of_active_classes", "number_of_images", "number_of_active_images",
            ].map { answer.json[$0]?.int ?? -1 }
        }
        let empty = try client.makeClass(id, "empty")
        var classes: [String] = []
        for index in 0..<4 {
            classes.append(try client.makeClass(id, "c\(index)"))
            for image in 0...index { try client.attach("storage://\(index)-\(image)", to: classes[index]) }
        }
        #expect(try counters() == [5, 5, 10, 10])
        #expect(
            try client.get(base + id)["preview_images"] == ["storage://0-0", "storage://1-0", "storage://2-0"])
        try client.put(classes[3], ["active": false])
        #expect(try counters() == [5, 4, 10, 6])
        let image = try #require(client.get(classes[2] + "images/")["data", 1, "id"]?.string)
        try client.put(classes[2] + "images/\(image)", ["active": false])
        #expect(try counters() == [5, 4, 10, 5])
        try client.put(classes[1], ["expiration_date": "2026-01-01 00:01:00.000000"])
        #expect(try counters() == [5, 4, 10, 5])
        try client.world.advance(seconds: 60)
        #expect(try counters() == [5, 3, 10, 3])
        #expect(try client.get(classes[1])["active"] == false)
        try client.put(classes[1], ["expiration_date": nil])
        #expect(try counters() == [5, 4, 10, 5])
        try client.delete(classes[0])
        #expect(try counters() == [4, 3, 9, 4])
        try client.delete(empty)
        #expect(try counters() == [3, 2, 9, 4])
        try client.delete(classes[2] + "images/\(image)/")
        #expect(try counters() == [3, 2, 8, 4])
        try client.put(classes[3], ["active": true])
        #expect(try counters() == [3, 3, 8, 8])
    }

    @Test("only a change of the dataset itself moves its time of change")
    func updatedTime() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        try client.world.advance(seconds: 60)
        try client.attach("storage://x", to: client.makeClass(id, "a"))
        #expect(try client.get(base + id)["time_updated"] == "2026-01-01 00:00:00.000000")
        let answer = try client.put(base + id, ["description": "new"])
        #expect(answer.status == 200)
        #expect(answer["time_updated"] == "2026-01-01 00:01:00.000000")
        #expect(answer["name"] == "Council")
        #expect(answer["description"] == "new")
        #expect(try client.put(base + id + "/", ["type": "landmark", "name": "Board"])["type"] == "face")
        #expect(try client.get(base + id)["description"] == "new")
    }

    @Test("the list has the oldest first, in pages of the old dialect")
    func lists() throws {
        let client = try MiningClient()
        for name in ["a", "b", "c"] { _ = try client.makeDataset(name) }
        let page = try client.get("/api/v1/datasets?limit=2")
        #expect(page.json.object?.keys == ["total", "offset", "limit", "next", "prev", "data"])
        #expect(page["total"] == 3)
        #expect(page["data"]?.array?.compactMap { $0["name"]?.string } == ["a", "b"])
        #expect(page["next"] == "http://127.0.0.1:8484/api/v1/datasets/?limit=2&offset=2")
        #expect(try client.get("/v1/datasets/?offset=2")["data", 0, "name"] == "c")
        #expect(try client.get("/api/v1/datasets/?limit=0").status == 400)
    }

    @Test("a deleted dataset takes classes, images and clusters with it; stored files stay")
    func deletes() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let owner = try client.makeClass(id, "a")
        let url = try client.picture(1)
        try client.attach(url, to: owner)
        try client.post(base + id + "/evaluation/", [:])
        let answer = try client.delete(base + id)
        #expect(answer.json == ["message": "Dataset has been deleted"])
        #expect(try client.get(base + id).status == 404)
        #expect(try client.get(owner).status == 404)
        #expect(try client.delete(base + id).status == 404)
        #expect(try client.get(base)["total"] == 0)
        let database = client.world.tenant.database
        for table in ["deepva_classes", "deepva_images", "deepva_clusters"] {
            #expect(try database.scalarInt(SQLText.count(of: table)) == 0)
        }
        #expect(try client.get("/api/v2/storage/?folder=/people/")["total"] == 1)
    }

    // MARK: - Evaluation

    @Test("an evaluation describes every face, and splits a large class into two groups and outliers")
    func evaluates() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let small = try client.makeClass(id, "small")
        let large = try client.makeClass(id, "large")
        for index in 0..<4 { try client.attach("storage://s\(index)", to: small) }
        for index in 0..<11 { try client.attach("storage://l\(index)", to: large) }
        #expect(try client.get(small + "clusters/")["total"] == 0)
        #expect(try client.get(small + "clusters/cluster_main/").status == 404)
        let answer = try client.world.send(.post(base + id + "/evaluation/").key())
        #expect(answer.status == 200)
        let statistics = try #require(answer["evaluation_result", "gender_statistics"]?.object)
        #expect(statistics.reduce(0) { $0 + ($1.value.int ?? 0) } == 2)
        #expect(
            try client.get(small + "clusters/")["data"] == [
                [
                    "name": "cluster_main",
                    "preview_images": ["storage://s0", "storage://s1", "storage://s2", "storage://s3"],
                ]
            ])
        let clusters = try client.get(large + "clusters/?limit=1")
        #expect(clusters["total"] == 3)
        #expect(clusters["data", 0, "name"] == "cluster_main")
        #expect(clusters["data", 0, "preview_images"]?.array?.count == 4)
        #expect(
            try client.get(large + "clusters/")["data"]?.array?.map { $0["name"] }
                == ["cluster_main", "cluster_1", "outlier"])
        #expect(
            try client.get(large + "clusters/cluster_1")["preview_images"]
                == ["storage://l2", "storage://l5", "storage://l8"])
        #expect(try client.get(large + "clusters/outlier")["preview_images"] == ["storage://l4", "storage://l9"])
        let members = try client.get(large + "clusters/outlier/images/?limit=1&offset=1")
        #expect(members["total"] == 2)
        #expect(members["data", 0, "file_uri"] == "storage://l9")
        #expect(members["data", 0, "evaluation_result", "face_clustering"] == "outlier")
        #expect(members["data", 0, "evaluation_result", "face_attributes"]?.object?.count == 11)
        #expect(try client.get(large + "clusters/cluster_7/images/").status == 404)
    }

    @Test("images that come after an evaluation wait for the next one, those that go leave their cluster")
    func changesAfterEvaluation() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let owner = try client.makeClass(id, "a")
        var images: [String] = []
        for index in 0..<5 { images.append(try client.attach("storage://\(index)", to: owner)) }
        try client.post(base + id + "/evaluation/", [:])
        try client.attach("storage://late", to: owner)
        #expect(try client.get(owner + "images/?offset=5")["data", 0, "evaluation_result"] == [:])
        try client.delete(images[4])
        #expect(try client.get(owner + "clusters/")["total"] == 1)
        #expect(try client.get(owner + "clusters/outlier/").status == 404)
        try client.post(base + id + "/evaluation/", [:])
        #expect(try client.get(owner + "clusters/outlier/")["preview_images"] == ["storage://late"])
        #expect(try client.get(owner + "clusters/cluster_main/images/")["total"] == 4)
    }

    @Test("a large dataset is evaluated in slices, to the same end")
    func slices() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        for label in ["a", "b"] {
            let owner = try client.makeClass(id, label)
            for index in 0..<205 { try client.attach("storage://\(label)\(index)", to: owner) }
        }
        let answer = try client.post(base + id + "/evaluation/", [:])
        #expect(answer.status == 200)
        let database = client.world.tenant.database
        #expect(try database.scalarInt("SELECT count(*) FROM deepva_images WHERE cluster = 'outlier'") == 82)
        #expect(try database.scalarInt("SELECT sum(images) FROM deepva_clusters") == 410)
    }

    /// A dataset with one class of so many images; answers both paths.
    private func large(_ client: MiningClient, images: Int) throws -> (dataset: String, owner: String) {
        let id = try client.makeDataset()
        let owner = try client.makeClass(id, "large")
        for index in 0..<images { try client.attach("storage://l\(index)", to: owner) }
        return (base + id + "/", owner)
    }

    @Test("a class that goes while its dataset is evaluated leaves nothing behind")
    func classGoesMeanwhile() throws {
        let client = try MiningClient()
        let (dataset, owner) = try large(client, images: 205)
        let other = try client.post(dataset + "classes/", ["label": "other"])
        let path = dataset + "classes/" + (try #require(other["id"]?.string)) + "/"
        for index in 0..<5 { try client.attach("storage://o\(index)", to: path) }
        let evaluation = try client.world.begin(.post(dataset + "evaluation/").key())
        evaluation.step()
        #expect(!evaluation.isAnswered)
        #expect(try client.delete(owner).status == 200)
        let answer = try evaluation.answer()
        #expect(answer.status == 200)
        #expect(answer["number_of_classes"] == 1)
        let statistics = try #require(answer["evaluation_result", "gender_statistics"]?.object)
        #expect(statistics.reduce(0) { $0 + ($1.value.int ?? 0) } == 1)
        #expect(try client.get(path + "clusters/")["total"] == 2)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM deepva_clusters") == 2)
    }

    @Test("a dataset that goes while it is evaluated is a 404, a tenant that is reset a conflict")
    func datasetGoesMeanwhile() throws {
        let client = try MiningClient()
        let (dataset, _) = try large(client, images: 201)
        let lost = try client.world.begin(.post(dataset + "evaluation/").key())
        lost.step()
        #expect(try client.delete(dataset).status == 200)
        #expect(try lost.answer().status == 404)
        let (other, _) = try large(client, images: 601)
        let late = try client.world.begin(.post(other + "evaluation/").key())
        late.step()
        try client.world.send(.post("/__admin/reset"))
        #expect(try late.answer().status == 409)
    }

    @Test("two evaluations of one dataset at a time come to the same end")
    func evaluatesTwice() throws {
        let client = try MiningClient()
        let (dataset, owner) = try large(client, images: 205)
        let first = try client.world.begin(.post(dataset + "evaluation/").key())
        let second = try client.world.begin(.post(dataset + "evaluation/").key())
        first.step()
        #expect(!first.isAnswered && !second.isAnswered)
        let answers = try [first.answer(), second.answer()]
        #expect(answers.map(\.status) == [200, 200])
        #expect(answers[0].text == answers[1].text)
        #expect(
            try client.get(owner + "clusters/")["data"]?.array?.map { $0["name"] }
                == ["cluster_main", "cluster_1", "outlier"])
        #expect(try client.get(owner + "clusters/cluster_main/images/")["total"] == 109)
        #expect(try client.get(owner + "clusters/cluster_1/images/")["total"] == 55)
        #expect(try client.get(owner + "clusters/outlier/images/")["total"] == 41)
        let database = client.world.tenant.database
        #expect(try database.scalarInt("SELECT sum(images) FROM deepva_clusters") == 205)
    }

    @Test("equal datasets are evaluated equally")
    func determinism() throws {
        func evaluation() throws -> JSON? {
            let client = try MiningClient()
            let id = try client.makeDataset()
            let owner = try client.makeClass(id, "a")
            try client.attach("storage://x", to: owner)
            try client.post(base + id + "/evaluation/", [:])
            return try client.get(owner + "images/")["data", 0, "evaluation_result"]
        }
        #expect(try evaluation() == evaluation())
    }

    @Test("what has no faces has clusters, but neither attributes nor genders", arguments: ["landmark", "logo"])
    func noFaces(type: String) throws {
        let client = try MiningClient()
        let id = try client.makeDataset("Things", type: type)
        let owner = try client.makeClass(id, "a")
        for index in 0..<10 { try client.attach("storage://\(index)", to: owner) }
        #expect(try client.post(base + id + "/evaluation/", [:])["evaluation_result"] == [:])
        #expect(try client.get(owner + "clusters/")["total"] == 3)
        #expect(try client.get(owner + "clusters/outlier/")["preview_images"] == ["storage://4", "storage://9"])
        let members = try client.get(owner + "clusters/cluster_main/images/")
        #expect(members["total"] == 5)
        #expect(members["data", 0, "evaluation_result", "face_attributes"] == nil)
    }

    // MARK: - Refusals

    @Test(
        "a body that is not what the contract says is a 400 that names the member",
        arguments: [
            (#"{"type":"face"}"#, "name"), (#"{"name":"a"}"#, "type"), (#"{"name":"a","type":"car"}"#, "type"),
            (#"{"name":"","type":"face"}"#, "name"), (#"{"name":7,"type":"face"}"#, "name"),
        ])
    func badBodies(body: String, field: String) throws {
        let answer = try MiningClient().world.send(
            TestRequest("POST", base).key().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [field])
    }

    @Test("unknown and malformed ids are a 404", arguments: ["00000000-0000-4000-8000-000000000000", "x"])
    func unknown(id: String) throws {
        let client = try MiningClient()
        #expect(try client.get(base + id).status == 404)
        #expect(try client.put(base + id, ["name": 7]).status == 404)
        #expect(try client.delete(base + id).status == 404)
        #expect(try client.post(base + id + "/evaluation/", [:]).status == 404)
        #expect(try client.get(base + id + "/classes/").status == 404)
        #expect(try client.post(base + id + "/classes/", ["label": "a"]).status == 404)
    }
}
