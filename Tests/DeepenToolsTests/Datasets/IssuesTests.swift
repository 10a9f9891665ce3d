// Tests of issues.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: issues")
struct IssuesTests {
    @Test("an issue is opened, listed and resolved, and keeps what it does not know")
    func life() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let made = try tools.post(
            "\(path)/issues", ["file_id": "0.pcd", "label_id": "car:1", "comment": "Too wide.", "colour": "red"])
        #expect(made.status == 200)
        #expect(made["status"] == "open")
        #expect(made["stage_id"] == "Labelling")
        #expect(made["created_by"] == "demo@deepmock.test")
        #expect(
            made.json.object?.keys == [
                "issue_id", "dataset_id", "file_id", "label_id", "stage_id", "status", "comment", "created_by",
                "create_time_millis", "colour",
            ])
        #expect(try tools.get("\(path)/issues").text == #"{"issues":[\#(made.text)]}"#)
        let id = try #require(made["issue_id"]?.string)
        let resolved = try tools.post("/api/v2/issues/\(id)", ["status": "resolved", "issue_id": "mine"])
        #expect(resolved["status"] == "resolved")
        #expect(resolved["issue_id"] == .string(id))
        #expect(resolved["comment"] == "Too wide.")
        #expect(try tools.get("\(path)/issues")["issues", 0] == resolved.json)
    }

    @Test("a label that is named later stands behind the file")
    func labelLater() throws {
        let tools = try ToolsWorld()
        let made = try tools.post("\(try tools.clouds(1))/issues", ["file_id": "0.pcd", "comment": "Too wide."])
        let changed = try tools.post("/api/v2/issues/\(made["issue_id"]?.string ?? "")", ["label_id": "car:1"])
        #expect(changed.json.object?.keys.prefix(4) == ["issue_id", "dataset_id", "file_id", "label_id"])
    }

    @Test("what is missing, wrong or unknown is refused")
    func refusals() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        #expect(try tools.post("\(path)/issues", ["file_id": "0.pcd"]).status == 400)
        #expect(try tools.post("\(path)/issues", ["file_id": "0.pcd", "comment": "c", "status": "odd"]).status == 400)
        #expect(try tools.post("/api/v2/issues/nothing", [:]).status == 404)
        #expect(try tools.get("\(path)/issues").text == #"{"issues":[]}"#)
    }
}
