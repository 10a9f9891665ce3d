// Tests of the lists of tasks.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: tasks")
struct TasksTests {
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
        #expect(try tools.step(tools.tasks(path, stage: "Labelling")[0], "submit").status == 200)
        #expect(try tools.get(target)["delayed_tasks"] == [])
    }
}
