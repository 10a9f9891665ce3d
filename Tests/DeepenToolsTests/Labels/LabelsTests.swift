// Tests of reading labels in all shapes.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Deepen tools: labels")
struct LabelsTests {
    @Test("the three shapes: an array, another array, and an object with every file in frame order")
    func shapes() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(12)
        try tools.importLabels(path, [("10.pcd", 1), ("2.pcd", 2), ("2.pcd", 1)])
        func ids(_ labels: JSON?) -> [String] {
            (labels?.array ?? []).map { "\($0["file_id"]?.string ?? "") \($0["label_id"]?.string ?? "")" }
        }
        let order = ["2.pcd car:2", "2.pcd car:1", "10.pcd car:1"]
        #expect(try ids(tools.get("\(path)/labels")["labels"]) == order)
        #expect(try ids(tools.get("\(path)/labels?filter_existing_categories=true&final=true")["all_labels"]) == order)
        let keyed = try tools.get("\(path)/labels?labels_with_file_ids_order=true&final=true")
        #expect(keyed["labels"]?.object?.keys == (0..<12).map { "\($0).pcd" })
        #expect(ids(keyed["labels", "2.pcd"]) == ["2.pcd car:2", "2.pcd car:1"])
        #expect(keyed["labels", "0.pcd"] == [])
        let both = try tools.get("\(path)/labels?labels_with_file_ids_order=true&filter_existing_categories=true")
        #expect(both["labels"]?.object?.count == 12)
    }

    @Test("each stage has its version; the last one counts as current and as final")
    func versions() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        try tools.importLabels(path, [("0.pcd", 1), ("0.pcd", 2)])
        try tools.importLabels(path, [("0.pcd", 1)], stage: "QA")
        func stages(_ query: String) throws -> [String] {
            (try tools.get("\(path)/\(query)")["labels"]?.array ?? []).map {
                "\($0["label_id"]?.string ?? "") \($0["stage_id"]?.string ?? "")"
            }
        }
        #expect(try stages("labels") == ["car:1 Labelling", "car:2 Labelling", "car:1 QA"])
        #expect(try stages("labels?final=true") == ["car:2 Labelling", "car:1 QA"])
        #expect(try stages("labels?stageId=Labelling") == ["car:1 Labelling", "car:2 Labelling"])
        #expect(try stages("files/0.pcd/labels") == ["car:2 Labelling", "car:1 QA"])
        #expect(try stages("files/0.pcd/labels?stageId=QA") == ["car:1 QA"])
        #expect(try stages("files/0.pcd/labels?sensor_id=camera_0").isEmpty)
    }

    @Test("labels of categories that the profile lacks are left out on demand")
    func categories() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(
            1, profile: ["profile_name": "p", "features": ["3d_bbox": ["label_category_ids": ["bus"]]]])
        try tools.importLabels(path, [("0.pcd", 1)])
        #expect(try tools.get("\(path)/labels?filter_existing_categories=true").text == #"{"all_labels":[]}"#)
        #expect(try tools.get("\(path)/labels")["labels"]?.array?.count == 1)
    }

    @Test("labels of several datasets come flat, in the order asked for, each with its dataset")
    func severalDatasets() throws {
        let tools = try ToolsWorld()
        let paths = try (0..<2).map { _ in try tools.clouds(1) }
        let ids = paths.map { String($0.split(separator: "/").last ?? "") }
        for path in paths { try tools.importLabels(path, [("0.pcd", 1)]) }
        let target = "\(tools.clients)/labels_of_dataset_ids"
        let answer = try tools.post(
            "\(target)?labelSetId=default", ["dataset_ids": [.string(ids[1]), .string(ids[0])]])
        #expect(answer["labels"]?.array?.compactMap { $0["dataset_id"]?.string } == [ids[1], ids[0]])
        #expect(
            try tools.post("\(target)?labelSetId=none", ["dataset_ids": [.string(ids[0])]]).text == #"{"labels":[]}"#)
        #expect(try tools.post(target, ["dataset_ids": ["nothing"]]).status == 404)
        #expect(try tools.post(target, [:]).status == 400)
    }

    @Test("many files are listed whole, each with its labels", arguments: [999, 1000, 1001, 2300])
    func manyFiles(count: Int) throws {
        let tools = try ToolsWorld()
        let names = (0..<count).map { "\($0).png" }
        let path = try tools.processed(
            TestArchive.zip(names.map { ($0, [1]) }), type: "images", format: "default", fileName: "data.zip")
        try tools.importLabels(path, [("7.png", 1), ("7.png", 2), (names[count - 1], 1)])
        let files = try tools.get("\(path)/files")["files"]?.array?.compactMap { $0["file_id"]?.string }
        #expect(files == names)
        let keyed = try tools.get("\(path)/labels?labels_with_file_ids_order=true")["labels"]?.object ?? [:]
        #expect(keyed.keys == names)
        #expect(keyed.filter { $0.value != [] }.map { $0.value.array?.count } == [2, 1])
        let tasks = try tools.get("\(path)/file_tasks")["file_tasks"]?.array?.compactMap { $0["file_id"]?.string }
        #expect(tasks?.count == 2 * count)
        #expect(tasks.map { Set($0) } == Set(names))
    }

    @Test(
        "the labels of each file, and the next ones of a long list, are found by an index",
        arguments: [
            ("labels", "position>?"), ("labels?labels_with_file_ids_order=true", "position=? AND seq>?"),
            ("labels?labels_with_file_ids_order=true&all=true", "position=? AND seq>?"),
        ])
    func plans(query: String, search: String) throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2)
        try tools.importLabels(path, [("0.pcd", 1)])
        let database = tools.world.tenant.database
        var statements: [String] = []
        database.trace { statements.append($0) }
        #expect(try tools.get("\(path)/\(query)").status == 200)
        database.trace(nil)
        let selects = statements.filter { $0.hasPrefix("SELECT") && $0.contains("tools_labels AS one") }
        #expect(!selects.isEmpty)
        for select in selects {
            let plan = try database.explain(SQL(text: select))
            #expect(plan.contains { $0.hasPrefix("SEARCH one") && $0.contains(search) }, "\(plan)")
        }
    }
}
