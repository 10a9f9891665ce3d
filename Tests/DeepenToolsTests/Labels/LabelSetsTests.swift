// Tests of label sets.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: label sets")
struct LabelSetsTests {
    @Test("label sets come into being with their first import, and are read one by one or all together")
    func labelSets() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        try tools.importLabels(path, [("0.pcd", 1)])
        try tools.importLabels(path, [("0.pcd", 1)], set: "default_semantic")
        #expect(
            try tools.get("\(path)/label_sets").json
                == [
                    "label_sets": [
                        ["label_set_id": "default", "label_set_name": "default"],
                        ["label_set_id": "default_semantic", "label_set_name": "default_semantic"],
                    ]
                ])
        #expect(try tools.get("\(path)/labels")["labels"]?.array?.count == 1)
        #expect(
            try tools.get("\(path)/labels?labelSetId=default_semantic")["labels", 0, "label_set_id"]
                == "default_semantic")
        #expect(try tools.get("\(path)/labels?all=true")["labels"]?.array?.count == 2)
        #expect(try tools.get("\(path)/labels?labelSetId=other").text == #"{"labels":[]}"#)
    }

    @Test("a new label set can be made with its own tasks, once")
    func createLabelSet() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2)
        let made = try tools.post("\(path)/label_sets", ["label_set_id": "second"])
        #expect(made.json == ["label_set_id": "second", "label_set_name": "second"])
        #expect(try tools.post("\(path)/label_sets", ["label_set_id": "second"]).status == 400)
        #expect(try tools.post("\(path)/label_sets", ["label_set_id": ""]).status == 400)
        let dataset = try tools.get(path)
        #expect(dataset["pipeline_status_by_label_set_id", "second", "Labelling", "ready"] == 2)
        #expect(dataset["pipeline_status", "__TOTAL"] == 2)
        #expect(try tools.get("\(path)/file_tasks")["file_tasks"]?.array?.count == 8)
    }
}
