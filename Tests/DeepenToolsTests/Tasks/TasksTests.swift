// Tests of tasks: how they come into being, their life cycle, the counters, assignments.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: tasks")
struct TasksTests {
    private func step(_ tools: ToolsWorld, _ task: JSON, _ step: String) throws -> TestAnswer {
        try tools.post("/api/v2/tasks/\(task["task_id"]?.string ?? "")/\(step)")
    }

    @Test("an item goes through labelling and review, with a rejection, and the counters follow each step")
    func story() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2)
        let draw = try tools.tasks(path, stage: "Labelling")[0]
        let check = try tools.tasks(path, stage: "QA")[0]
        #expect(draw["status"] == "ready")
        #expect(check["status"] == "waiting")
        func expect(
            _ labelling: [Int], _ qa: [Int], _ status: JSON, location: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try tools.counts(path, "Labelling") == labelling, sourceLocation: location)
            #expect(try tools.counts(path, "QA") == qa, sourceLocation: location)
            #expect(try tools.get(path)["current_stage_status"] == status, sourceLocation: location)
            try tools.checkCounters(path, location: location)
        }
        try expect([0, 0, 0, 2, 0], [0, 0, 0, 0, 2], "ready")
        try tools.importLabels(path, [("0.pcd", 1)])
        try expect([0, 0, 1, 1, 0], [0, 0, 0, 0, 2], "in_progress")
        let submitted = try step(tools, draw, "submit")
        #expect(submitted.status == 200)
        #expect(submitted["status"] == "submitted")
        #expect(submitted["task_id"] == draw["task_id"])
        try expect([1, 0, 0, 1, 0], [0, 0, 0, 1, 1], "in_progress")
        #expect(try step(tools, draw, "reject")["status"] == "rejected")
        try expect([0, 1, 0, 1, 0], [0, 0, 0, 0, 2], "in_progress")
        #expect(try step(tools, check, "submit").status == 400)
        #expect(try step(tools, draw, "submit")["status"] == "submitted")
        #expect(try step(tools, draw, "accept")["status"] == "accepted")
        try expect([1, 0, 0, 1, 0], [0, 0, 0, 1, 1], "in_progress")
        #expect(try step(tools, check, "submit")["status"] == "submitted")
        try expect([1, 0, 0, 1, 0], [1, 0, 0, 0, 1], "in_progress")
        for stage in ["Labelling", "QA"] {
            #expect(try step(tools, tools.tasks(path, stage: stage)[1], "submit").status == 200)
        }
        try expect([2, 0, 0, 0, 0], [2, 0, 0, 0, 0], "done")
        #expect(try tools.get(path)["pipeline_status", "__ALL_STAGES_DONE"] == 2)
    }

    @Test("illegal steps are a 400 that says why, and change nothing")
    func illegal() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let draw = try tools.tasks(path, stage: "Labelling")[0]
        let check = try tools.tasks(path, stage: "QA")[0]
        func refused(_ task: JSON, _ name: String, location: SourceLocation = #_sourceLocation) throws {
            let answer = try step(tools, task, name)
            #expect(answer.status == 400, sourceLocation: location)
            #expect(answer["detail"]?.string != nil, sourceLocation: location)
        }
        try refused(draw, "accept")
        try refused(draw, "reject")
        try refused(check, "submit")
        #expect(try step(tools, draw, "submit").status == 200)
        try refused(draw, "submit")
        #expect(try step(tools, draw, "accept").status == 200)
        for name in ["submit", "accept", "reject"] { try refused(draw, name) }
        #expect(try step(tools, check, "submit").status == 200)
        try refused(check, "accept")
        try refused(check, "reject")
        #expect(try tools.post("/api/v2/tasks/nothing/submit").status == 404)
        #expect(try tools.counts(path, "QA") == [1, 0, 0, 0, 0])
    }

    @Test("a rejection in a long pipeline sends every later stage back to waiting")
    func longPipeline() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(
            1,
            profile: [
                "profile_name": "p",
                "pipeline_spec": .array(["A", "B", "C"].map { ["stage_id": $0, "can_edit": true] }),
            ])
        let tasks = try ["A", "B", "C"].map { try tools.tasks(path, stage: $0)[0] }
        #expect(try step(tools, tasks[0], "submit").status == 200)
        #expect(try step(tools, tasks[1], "submit").status == 200)
        #expect(try tools.counts(path, "C") == [0, 0, 0, 1, 0])
        #expect(try step(tools, tasks[0], "reject").status == 200)
        #expect(try tools.counts(path, "B") == [0, 0, 0, 0, 1])
        #expect(try tools.counts(path, "C") == [0, 0, 0, 0, 1])
        try tools.checkCounters(path)
    }

    @Test("frame by frame: a task a stage for each file, object of a file and attribute; only files count")
    func byFrame() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(
            2,
            profile: [
                "profile_name": "p", "features": ["scene": ["attributes": ["weather": [:]]]],
                "dataset_attributes": ["city": [:]],
            ])
        try tools.importLabels(path, [("0.pcd", 1), ("1.pcd", 1), ("1.pcd", 2)])
        let all = try tools.get("\(path)/tasks")["tasks"]?.array ?? []
        let labels = all.filter { $0["label_id"]?.isNull == false }
        let attributes = all.filter { $0["attribute"]?.isNull == false }
        #expect(all.count { $0["task_type"] == "file_task" } == 4)
        #expect(labels.count == 6)
        #expect(labels.allSatisfy { $0["task_type"] == "label_task" && $0["label_type"] == "3d_bbox" })
        #expect(attributes.count { $0["attribute"] == "weather" && $0["file_id"]?.isNull == false } == 4)
        #expect(attributes.count { $0["attribute"] == "city" && $0["file_id"]?.isNull == true } == 2)
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 2)
        #expect(try tools.get("\(path)/label_tasks")["label_tasks"]?.array?.count == 12)
    }

    @Test("by sequence: an object is one item through all frames, and totals grow with the objects")
    func byLabel() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(3, mode: "label_by_label")
        #expect(try tools.get("\(path)/file_tasks").text == #"{"file_tasks":[]}"#)
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 0)
        try tools.importLabels(path, [("0.pcd", 1), ("1.pcd", 1), ("2.pcd", 2)])
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 2)
        #expect(try tools.counts(path, "Labelling") == [0, 0, 2, 0, 0])
        #expect(try tools.counts(path, "QA") == [0, 0, 0, 0, 2])
        let tasks = try tools.tasks(path, stage: "Labelling", kind: "label_tasks")
        #expect(tasks.allSatisfy { $0["file_id"]?.isNull == true })
        for stage in ["Labelling", "QA"] {
            for task in try tools.tasks(path, stage: stage, kind: "label_tasks") {
                #expect(try step(tools, task, "submit").status == 200)
            }
        }
        #expect(try tools.get(path)["current_stage_status"] == "done")
        #expect(try tools.get("\(path)/files/0.pcd")["status"] == "finished")
        try tools.importLabels(path, [("0.pcd", 3)])
        #expect(try tools.get(path)["current_stage_status"] == "in_progress")
        try tools.checkCounters(path)
    }

    @Test("a submitted task stays submitted when labels are imported all the same")
    func importAfterSubmit() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        #expect(try step(tools, tools.tasks(path, stage: "Labelling")[0], "submit").status == 200)
        try tools.importLabels(path, [("0.pcd", 1)])
        #expect(try tools.tasks(path, stage: "Labelling")[0]["status"] == "submitted")
        #expect(try tools.get("\(path)/labels")["labels"]?.array?.count == 1)
    }

    @Test("a step takes any body, or none")
    func bodies() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let id = try #require(tools.tasks(path, stage: "Labelling")[0]["task_id"]?.string)
        let target = "/api/v2/tasks/\(id)"
        #expect(try tools.post("\(target)/submit", ["x": 1]).status == 200)
        #expect(
            try tools.world.send(
                TestRequest("POST", "\(target)/reject").bearer().raw(Array("{".utf8), type: "text/plain")
            ).status == 200)
    }

    @Test("assignments name a task, or a file or label with a stage; null takes them back; the state stays")
    func assign() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2)
        try tools.importLabels(path, [("1.pcd", 1)])
        let id = try #require(tools.tasks(path, stage: "Labelling")[0]["task_id"])
        let saved = try tools.post(
            "\(path)/file_tasks",
            [
                "file_tasks": [
                    ["task_id": id, "user_email": "a+b@example.com"],
                    ["file_id": "1.pcd", "stage_id": "QA", "user_email": "q@example.com"],
                ]
            ])
        #expect(saved.status == 200)
        #expect(saved.body.isEmpty)
        #expect(
            try tools.post(
                "\(path)/label_tasks",
                .array([["label_id": "car:1", "stage_id": "Labelling", "user_email": "a+b@example.com"]])
            ).status == 200)
        let mine = try tools.get("\(tools.clients)/user_tasks?email=a%2Bb%40example.com")
        #expect(try tools.get("\(tools.clients)/user_tasks?email=a+b@example.com").text == mine.text)
        #expect(mine.json.object?.keys == ["file_tasks", "label_tasks"])
        #expect(mine["file_tasks"]?.array?.map { $0["task_id"] } == [id])
        #expect(mine["file_tasks", 0, "status"] == "ready")
        #expect(mine["label_tasks", 0, "label_id"] == "car:1")
        #expect(try tools.get("\(tools.clients)/user_tasks?email=q@example.com")["file_tasks", 0, "stage_id"] == "QA")
        #expect(
            try tools.get("\(tools.clients)/user_tasks?email=nobody").text == #"{"file_tasks":[],"label_tasks":[]}"#)
        #expect(try tools.get("\(tools.clients)/user_tasks").status == 200)
        try tools.post("\(path)/file_tasks", ["tasks": [["task_id": id, "user_email": nil]]])
        #expect(try tools.get("\(tools.clients)/user_tasks?email=a%2Bb%40example.com")["file_tasks"] == [])
    }

    @Test("one bad assignment takes all of them back")
    func badAssignments() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let good: JSON = ["file_id": "0.pcd", "stage_id": "QA", "user_email": "x@example.com"]
        for (bad, status) in [
            (["file_id": "9.pcd", "stage_id": "QA", "user_email": "x@example.com"], 404),
            (["task_id": "nothing", "user_email": nil], 404), (["task_id": "nothing"], 400),
            (["file_id": "0.pcd", "user_email": nil], 400), (["stage_id": "QA", "user_email": nil], 400),
            (["file_id": "0.pcd", "stage_id": "QA", "user_email": 7], 400),
        ] as [(JSON, Int)] {
            #expect(try tools.post("\(path)/file_tasks", ["file_tasks": [good, bad]]).status == status)
        }
        #expect(try tools.post("\(path)/file_tasks", [:]).status == 400)
        #expect(try tools.get("\(tools.clients)/user_tasks?email=x@example.com")["file_tasks"] == [])
    }

    @Test("a token without a user must name one")
    func tokenWithoutUser() throws {
        let tools = try ToolsWorld()
        try tools.world.send(
            .post(
                "/__admin/credentials", json: ["platform": "deepen-tools", "secret": "robot", "client_ids": ["demo"]]))
        #expect(try tools.world.send(.get("\(tools.clients)/user_tasks").bearer("robot")).status == 400)
    }

    @Test("tasks are delayed only when a test author says after how long")
    func delayed() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let target = "\(tools.clients)/delayed_tasks"
        try tools.world.advance(seconds: 3600)
        #expect(try tools.get(target).text == #"{"delayed_tasks":[]}"#)
        try tools.world.send(.put("/__admin/settings", json: ["deepen_task_due_seconds": 600]))
        let late = try tools.get(target)
        #expect(late["delayed_tasks"]?.array?.count == 1)
        #expect(late["delayed_tasks", 0, "stage_id"] == "Labelling")
        #expect(late["delayed_tasks", 0, "delay_millis"] == 3_000_000)
        #expect(try step(tools, tools.tasks(path, stage: "Labelling")[0], "submit").status == 200)
        #expect(try tools.get(target)["delayed_tasks"] == [])
    }
}
