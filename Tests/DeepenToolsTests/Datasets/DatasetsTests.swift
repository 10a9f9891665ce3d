// Tests of datasets: listed, closed, deleted, and for whom.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Deepen tools: datasets")
struct DatasetsTests {
    @Test("the list is an object by id, the short list has two keys in order, and both keep the order of creation")
    func lists() throws {
        let tools = try ToolsWorld()
        #expect(try tools.get("\(tools.clients)/datasets_ids").text == #"{"datasets":[]}"#)
        let ids = try (0..<3).map { _ in
            try #require(tools.create(ToolsWorld.request(size: 1))["dataset_id"]?.string)
        }
        let list = try tools.get("\(tools.clients)/datasets")
        #expect(list.json.object?.keys == ids)
        #expect(try list.json[ids[1]] == tools.get("/api/v2/datasets/\(ids[1])").json)
        let short = try tools.get("\(tools.clients)/datasets_ids")
        #expect(short.text.hasPrefix(#"{"datasets":[{"dataset_id":"\#(ids[0])","dataset_name":"yard"}"#))
    }

    @Test("a dataset is also called client:project:dataset, and only by its own client")
    func longIDs() throws {
        let tools = try ToolsWorld()
        let id = try #require(tools.create(ToolsWorld.request(size: 1))["dataset_id"]?.string)
        #expect(try tools.get("/api/v2/datasets/demo:defaultproject:\(id)")["dataset_id"] == .string(id))
        #expect(try tools.get("/api/v2/datasets/demo%3Adefaultproject%3A\(id)").status == 200)
        for other in ["other:defaultproject:\(id)", "demo:\(id)", "demo::\(id)", ":defaultproject:\(id)", "\(id):"] {
            #expect(try tools.get("/api/v2/datasets/\(other)").status == 404)
        }
    }

    @Test("a deleted dataset is gone with everything in it, its upload session too")
    func delete() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds()
        try tools.importLabels(path, [("0.pcd", 1)])
        let task = try #require(tools.tasks(path, stage: "Labelling").first?["task_id"]?.string)
        let target = try tools.target(tools.get(path))
        let deleted = try tools.world.send(.delete(path).bearer())
        #expect(deleted.status == 200)
        #expect(deleted.body.isEmpty)
        #expect(try tools.world.send(.delete(path).bearer()).status == 404)
        #expect(try tools.get(path).status == 404)
        #expect(try tools.post("/api/v2/tasks/\(task)/submit").status == 404)
        #expect(try tools.put(target, [1]).status == 404)
        #expect(try tools.get("\(tools.clients)/datasets").text == "{}")
        for table in ["tools_files", "tools_labels", "tools_tasks", "tools_task_counts", "tools_uploads", "blobs"] {
            let rows = try tools.world.tenant.database.scalarInt(.init(text: "SELECT count(*) FROM \(table)"))
            #expect(rows == 0, "\(table)")
        }
    }

    @Test("marking as done closes every open task, needs no body, and may be repeated")
    func markDone() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(3)
        try tools.importLabels(path, [("0.pcd", 1)])
        for _ in 0..<2 {
            let answer = try tools.world.send(
                TestRequest("POST", "\(path)/mark_labelling_done").bearer().header("Content-Type", "application/json"))
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
        }
        let dataset = try tools.get(path)
        #expect(dataset["current_stage_status"] == "done")
        #expect(dataset["pipeline_status"] == ["Labelling": 3, "QA": 3, "__ALL_STAGES_DONE": 3, "__TOTAL": 3])
        #expect(dataset["status", "finished"] == 3)
        #expect(try tools.get("\(path)/files")["files", 0, "status"] == "finished")
        try tools.checkCounters(path)
    }

    @Test("before its files can be labelled, a dataset cannot be marked as done")
    func markDoneEarly() throws {
        let tools = try ToolsWorld()
        let id = try #require(tools.create(ToolsWorld.request(size: 1))["dataset_id"]?.string)
        let path = "/api/v2/datasets/\(id)"
        #expect(try tools.post("\(path)/mark_labelling_done").status == 400)
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "files_to_be_uploaded")
        #expect(dataset["current_stage"] == "FileUpload")
        #expect(dataset["current_stage_status"] == "ready")
    }

    @Test("tokens: none is a 401, another client's object a 403, an unknown one a 404, and reading tokens only read")
    func access() throws {
        let tools = try ToolsWorld()
        let id = try #require(tools.create(ToolsWorld.request(size: 1))["dataset_id"]?.string)
        for (secret, client, access) in [("other", "other", "full"), ("reader", "demo", "read")] {
            try tools.world.send(
                .post(
                    "/__admin/credentials",
                    json: [
                        "platform": "deepen-tools", "secret": .string(secret), "client_ids": [.string(client)],
                        "access": .string(access),
                    ]))
        }
        let path = "/api/v2/datasets/\(id)"
        func status(_ request: TestRequest) throws -> Int { try tools.world.send(request).status }
        let anonymous = try tools.world.send(.get(path))
        #expect(anonymous.status == 401)
        #expect(anonymous.header("WWW-Authenticate") == "Bearer")
        #expect(try status(.get(path).bearer("wrong")) == 401)
        #expect(try status(.get(path).bearer("other")) == 403)
        #expect(try status(.get("/api/v2/clients/demo/datasets").bearer("other")) == 403)
        #expect(try status(.get("/api/v2/clients/nobody/datasets").bearer("other")) == 404)
        #expect(try status(.get("/api/v2/datasets/nothing").bearer("other")) == 404)
        #expect(try status(.get(path).bearer("reader")) == 200)
        #expect(try status(.delete(path).bearer("reader")) == 403)
        #expect(try status(.post("\(path)/labels", json: ["labels": []]).bearer("reader")) == 403)
        #expect(
            try status(
                .post("/api/v2/clients/demo/labels_of_dataset_ids", json: ["dataset_ids": [.string(id)]]).bearer(
                    "reader"))
                == 200)
        #expect(
            try status(
                .post("/api/v2/clients/other/labels_of_dataset_ids", json: ["dataset_ids": [.string(id)]]).bearer(
                    "other"))
                == 403)
    }
}
