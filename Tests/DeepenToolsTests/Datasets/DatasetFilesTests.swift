// Tests of files: paths with slashes, escaped and not, and names that look like routes.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: files")
struct DatasetFilesTests {
    private static let names = [
        "a b/ü.png", "inner/1.png", "inner/labels", "labels", "x/label_types/3d_point/paint_labels", "x.png",
    ]

    private func pictures(_ tools: ToolsWorld) throws -> String {
        let picture = try TestArchive.fixture("picture.png")
        return try tools.processed(
            TestArchive.zip(Self.names.map { ($0, picture) }), type: "images", fileName: "data.zip")
    }

    @Test(
        "a file is found by its path, with slashes escaped or not",
        arguments: [
            ("inner/1.png", "inner/1.png"), ("inner%2F1.png", "inner/1.png"), ("inner%2f1%2Epng", "inner/1.png"),
            ("a%20b/%C3%BC.png", "a b/ü.png"), ("x.png", "x.png"), ("labels", "labels"),
            ("inner/labels", "inner/labels"),
            ("inner%2Flabels", "inner/labels"),
            ("x/label_types/3d_point/paint_labels", "x/label_types/3d_point/paint_labels"),
        ])
    func paths(path: String, id: String) throws {
        let tools = try ToolsWorld()
        let answer = try tools.get("\(pictures(tools))/files/\(path)")
        #expect(answer.status == 200)
        #expect(answer["file_id"] == .string(id))
        #expect(answer["status"] == "labelling_in_progress")
        #expect(answer.json.object?.keys == ["client_id", "dataset_id", "file_id", "status", "sensors"])
    }

    @Test(
        "what names no file is a 404; nothing is normalised",
        arguments: [
            "inner", "inner/../x.png", "./x.png", "inner//1.png", "x.png/", "X.png", "inner/1.png%20", "nothing/labels",
            "x/labels", "nothing/label_types/3d_point/paint_labels",
        ])
    func unknown(path: String) throws {
        let tools = try ToolsWorld()
        #expect(try tools.get("\(pictures(tools))/files/\(path)").status == 404)
    }

    @Test("the labels of a file whose name ends in /labels are found behind one more suffix")
    func labelsOfLabels() throws {
        let tools = try ToolsWorld()
        let path = try pictures(tools)
        #expect(try tools.get("\(path)/files/inner/labels/labels").text == #"{"labels":[]}"#)
        #expect(try tools.get("\(path)/files/inner/1.png/labels").text == #"{"labels":[]}"#)
    }

    @Test("a file is finished when its task of the last stage is")
    func finished() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2)
        for stage in ["Labelling", "QA"] {
            let task = try #require(tools.tasks(path, stage: stage).first?["task_id"]?.string)
            #expect(try tools.post("/api/v2/tasks/\(task)/submit").status == 200)
        }
        #expect(try tools.get("\(path)/files/0.pcd")["status"] == "finished")
        #expect(try tools.get("\(path)/files/1.pcd")["status"] == "labelling_in_progress")
        #expect(try tools.get(path)["status", "finished"] == 1)
    }
}
