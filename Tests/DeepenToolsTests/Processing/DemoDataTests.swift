// Tests of the demo data: two small labelled datasets that are there from the first request on.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: demo data")
struct DemoDataTests {
    @Test(
        "the demo datasets are processed and labelled, whatever the clock, the admin token and the external URL",
        arguments: [(nil, nil), ("secret", "https://mock.example.com")] as [(String?, String?)])
    func datasets(token: String?, url: String?) throws {
        let tools = ToolsWorld(try World(adminToken: token, externalURL: url, hasDemoData: true))
        let datasets = try #require(tools.get("\(tools.clients)/datasets").json.object)
        #expect(datasets.map { $0.value["dataset_name"] } == ["harbour gate", "quay pictures"])
        for (id, dataset) in datasets {
            #expect(dataset["processing_status"] == "files_getting_labelled")
            #expect(dataset["current_stage_status"] == "in_progress")
            try tools.checkCounters("/api/v2/datasets/\(id)")
        }
        let clouds = "/api/v2/datasets/\(datasets.keys[0])"
        #expect(try tools.get("\(clouds)/files")["files", 0, "sensors"] == ["lidar", "camera_0"])
        #expect(try tools.get("\(clouds)/labels")["labels"]?.array?.count == 8)
        #expect(try tools.counts(clouds, "QA") == [0, 0, 0, 1, 3])
        #expect(try tools.get("\(clouds)/issues")["issues"]?.array?.count == 1)
        #expect(try tools.get("/api/v2/datasets/\(datasets.keys[1])/labels")["labels"]?.array?.count == 4)
    }
}
