// Tests of the life cycle of tasks, and of the counters that follow it.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: life cycle of tasks")
struct TaskTransitionsTests {
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
        let submitted = try tools.step(draw, "submit")
        #expect(submitted.status == 200)
        #expect(submitted["status"] == "submitted")
        #expect(submitted["task_id"] == draw["task_id"])
        try expect([1, 0, 0, 1, 0], [0, 0, 0, 1, 1], "in_progress")
        #expect(try tools.step(draw, "reject")["status"] == "rejected")
        try expect([0, 1, 0, 1, 0], [0, 0, 0, 0, 2], "in_progress")
        #expect(try tools.step(check, "submit").status == 400)
        #expect(try tools.step(draw, "submit")["status"] == "submitted")
        #expect(try tools.step(draw, "accept")["status"] == "accepted")
        try expect([1, 0, 0, 1, 0], [0, 0, 0, 1, 1], "in_progress")
        #expect(try tools.step(check, "submit")["status"] == "submitted")
        try expect([1, 0, 0, 1, 0], [1, 0, 0, 0, 1], "in_progress")
        for stage in ["Labelling", "QA"] {
            #expect(try tools.step(tools.tasks(path, stage: stage)[1], "submit").status == 200)
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
            let answer = try tools.step(task, name)
            #expect(answer.status == 400, sourceLocation: location)
            #expect(answer["detail"]?.string != nil, sourceLocation: location)
        }
        try refused(draw, "accept")
        try refused(draw, "reject")
        try refused(check, "submit")
        #expect(try tools.step(draw, "submit").status == 200)
        try refused(draw, "submit")
        #expect(try tools.step(draw, "accept").status == 200)
        for name in ["submit", "accept", "reject"] { try refused(draw, name) }
        #expect(try tools.step(check, "submit").status == 200)
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
        #expect(try tools.step(tasks[0], "submit").status == 200)
        #expect(try tools.step(tasks[1], "submit").status == 200)
        #expect(try tools.counts(path, "C") == [0, 0, 0, 1, 0])
        #expect(try tools.step(tasks[0], "reject").status == 200)
        #expect(try tools.counts(path, "B") == [0, 0, 0, 0, 1])
        #expect(try tools.counts(path, "C") == [0, 0, 0, 0, 1])
        try tools.checkCounters(path)
    }

    @Test("a submitted task stays submitted when labels are imported all the same")
    func importAfterSubmit() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        #expect(try tools.step(tools.tasks(path, stage: "Labelling")[0], "submit").status == 200)
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
}
