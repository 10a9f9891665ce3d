// The promise of collections: every operation, ready to be sent.

import JSON
import TestSupport
import Testing

@Suite("Dashboard: collections")
struct CollectionsTests {
    private static func items(_ collection: JSON) -> [JSON] {
        (collection["item"]?.array ?? []).flatMap { $0["item"]?.array ?? [] }
    }

    @Test(
        "a collection has every operation of its contract",
        arguments: ["deepva", "deepopinion", "deepen-tools", "deepen-calibrate", "control"])
    func complete(platform: String) throws {
        let world = try World()
        let answer = try world.send(.get("/__admin/contracts/\(platform)/postman"))
        #expect(answer.status == 200)
        let paths = try world.send(.get("/__admin/contracts/\(platform)"))["paths"]?.object ?? [:]
        let operations = paths.reduce(0) { sum, path in
            sum
                + (path.value.object ?? [:]).count {
                    ["get", "head", "post", "put", "patch", "delete"].contains($0.key)
                }
        }
        #expect(Self.items(answer.json).count == operations)
        #expect(answer["info", "schema"]?.string?.contains("v2.1.0") == true)
        #expect(answer.header("Content-Disposition")?.contains("\(platform).postman_collection.json") == true)
    }

    @Test("credentials and base URL are those of the tenant")
    func credentials() throws {
        let world = try World()
        let collection = try world.send(.get("/t/worker-3/__admin/contracts/deepva/postman"))
        #expect(collection["variable", 0] == ["key": "base_url", "value": "http://127.0.0.1:8484/t/worker-3"])
        #expect(collection["variable", 1] == ["key": "key", "value": "worker-3:demo-key"])
        #expect(collection["auth", "apikey", 1, "value"] == "Key {{key}}")
        let studio = try world.send(.get("/__admin/contracts/deepopinion/postman"))
        let token = try #require(studio["variable", 1, "value"]?.string)
        #expect(try world.send(.get("/projects").bearer(token)).status == 200)
    }

    @Test("captures are variables, which a request that creates a record sets")
    func variables() throws {
        let collection = try World().send(.get("/__admin/contracts/deepva/postman")).json
        let items = Self.items(collection)
        let create = try #require(items.first { $0["name"]?.string?.hasPrefix("createJob:") == true })
        #expect(create["request"]?["body"]?["mode"] == "raw")
        #expect(
            create["event"]?[0]?["script"]?["exec"]?[0]
                == "if (pm.response.code < 300) pm.collectionVariables.set(\"job_id\", pm.response.json()[\"id\"]);")
        let get = try #require(items.first { $0["name"]?.string?.hasPrefix("getJob:") == true })
        #expect(get["request"]?["url"]?["raw"] == "{{base_url}}/api/v1/jobs/:job_id/")
        #expect(get["request"]?["url"]?["variable"]?[0] == ["key": "job_id", "value": "{{job_id}}"])
        #expect(collection["variable"]?.array?.contains { $0["key"] == "job_id" } == true)
        let upload = try #require(items.first { $0["name"]?.string?.hasPrefix("uploadStorage:") == true })
        #expect(upload["request"]?["body"]?["formdata"]?.array?.contains(["key": "file", "type": "file"]) == true)
        let page = try #require(items.first { $0["name"]?.string?.hasPrefix("listJobs:") == true })
        #expect(page["request"]?["url"]?["query"]?.array?.allSatisfy { $0["disabled"] == true } == true)
    }

    @Test("an unknown platform has no collection")
    func unknown() throws {
        #expect(try World().send(.get("/__admin/contracts/nothing/postman")).status == 404)
    }
}
