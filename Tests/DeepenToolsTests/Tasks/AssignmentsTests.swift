// Tests of assignments.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: assignments")
struct AssignmentsTests {
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
}
