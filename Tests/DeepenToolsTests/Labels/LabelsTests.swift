// Tests of labels: imported as published clients send them, read in all shapes.

import JSON
import Store
import TestSupport
import Testing

@Suite("Deepen tools: labels")
struct LabelsTests {
    @Test("an untidy import is taken, and the server's own words fill it in")
    func untidy() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let body = #"""
            {"type":"json","labels":[{"file_id":"0.pcd","sensor_id":"camera_0","label_id":"white double solid: 1",
            "label_category_id":"white double solid","label_type":"box","box":[1,2.50,3e2,12345678901234567890],
            "stage_id":"Labelling","dataset_id":"","labeller_email":"dummy","user_id":"dummy","attributes":null,
            "create_time_millis":"null","update_time_millis":"null","version":"null","odd":{"b":1,"a":[true,null]}}]}
            """#
        let answer = try tools.world.send(
            TestRequest("POST", "\(path)/labels?labelSetId=default").bearer().raw(
                Array(body.utf8), type: "application/json"))
        #expect(answer.status == 200)
        let label = try #require(tools.get("\(path)/files/0.pcd/labels")["labels"]?[0])
        #expect(label["label_id"] == "white double solid: 1")
        #expect(label["dataset_id"]?.string.map { path.hasSuffix($0) } == true)
        #expect(label["create_time_millis"]?.int == tools.world.tenant.now.microseconds / 1000)
        #expect(label["update_time_millis"] == label["create_time_millis"])
        #expect(label["version"] == 1)
        #expect(label["project_id"] == "defaultproject")
        #expect(label["label_set_id"] == "default")
        #expect(label["attributes"] == .null)
        #expect(label["odd"]?.description == #"{"b":1,"a":[true,null]}"#)
        #expect(label["box"]?.description == "[1,2.5,300.0,12345678901234567890]")
    }

    @Test(
        "numbers and unknown members come back as they were written, in small imports and in large ones",
        arguments: [1, 2500])
    func verbatim(count: Int) throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let own = #""n":[1.50,2e3,1E5,0.1000,-0,0.1234567890123456789,100000000000000000000.0],"\u006f": {"s": "a, b"}"#
        let labels = (1...count).map {
            #"{"file_id":"0.pcd","label_id":"car:\#($0)","label_category_id":"car","label_type":"box",\#(own)}"#
        }
        let body = #"{"type":"json","labels":[ \#(labels.joined(separator: " , ")) ]}"#
        for _ in 0..<2 {
            let answer = try tools.world.send(
                TestRequest("POST", "\(path)/labels").bearer().raw(Array(body.utf8), type: "application/json"))
            #expect(answer.status == 200)
        }
        let kept = own.replacing("\\u006f", with: "o").replacing(": ", with: ":")
        let text = try tools.get("\(path)/labels").text
        #expect(text.contains(#""label_type":"box",\#(kept),"dataset_id":"#))
        #expect(text.split(separator: kept).count == count + 1)
        #expect(try tools.get("\(path)/files/0.pcd/labels")["labels", 0, "version"] == 2)
    }

    @Test("the server's words take the place of the client's, where those stand")
    func order() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let label: JSON = [
            "version": "null", "dataset_id": "", "create_time_millis": 1.5, "file_id": "0.pcd", "label_id": "a",
            "label_category_id": "a", "label_type": "box",
        ]
        try tools.post("\(path)/labels", ["labels": [label]])
        let stored = try #require(tools.get("\(path)/labels")["labels", 0])
        #expect(
            stored.object?.keys == [
                "version", "dataset_id", "create_time_millis", "file_id", "label_id", "label_category_id", "label_type",
                "project_id", "stage_id", "label_set_id", "sensor_id", "update_time_millis",
            ])
        #expect(stored["create_time_millis"] == 1.5)
    }

    @Test(
        "an element without one of its four keys, or no array at all, is a 400 that says where",
        arguments: [
            ("{}", "labels"), (#"{"labels":{}}"#, "labels"), (#"{"labels":[1]}"#, "labels.0"),
            (#"{"labels":[{"label_id":"a","label_category_id":"a","label_type":"box"}]}"#, "labels.0.file_id"),
            (#"{"labels":[{"label_id":"a","label_category_id":"a","file_id":"f"}]}"#, "labels.0.label_type"),
            (
                #"{"labels":[{"label_id":7,"label_category_id":"a","label_type":"box","file_id":"f"}]}"#,
                "labels.0.label_id"
            ),
        ])
    func badElements(body: String, field: String) throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let answer = try tools.world.send(
            TestRequest("POST", "\(path)/labels").bearer().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer.json.object?.keys == [field])
        #expect(try tools.get("\(path)/labels").text == #"{"labels":[]}"#)
    }

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

    @Test("the same key again replaces the label, counts its version and keeps its first time")
    func upsert() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        try tools.importLabels(path, [("0.pcd", 1)])
        let first = try tools.get("\(path)/labels")["labels", 0]
        try tools.world.advance(seconds: 5)
        try tools.importLabels(path, [("0.pcd", 1)])
        let labels = try tools.get("\(path)/labels")["labels"]
        #expect(labels?.array?.count == 1)
        #expect(labels?[0]?["version"] == 2)
        #expect(labels?[0]?["create_time_millis"] == first?["create_time_millis"])
        #expect(labels?[0]?["update_time_millis"]?.int == (first?["update_time_millis"]?.int ?? 0) + 5000)
    }

    @Test("a version as high as numbers go stays there")
    func highestVersion() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        let label: JSON = [
            "file_id": "0.pcd", "label_id": "a", "label_category_id": "a", "label_type": "box", "version": .int(.max),
        ]
        for _ in 0..<2 { #expect(try tools.post("\(path)/labels", ["labels": [label]]).status == 200) }
        #expect(try tools.get("\(path)/labels")["labels", 0, "version"] == .int(.max))
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

    @Test("labels that come before their files find their place when the files come")
    func early() throws {
        let tools = try ToolsWorld()
        let archive = try ToolsWorld.clouds(2)
        let made = try tools.create(ToolsWorld.request(size: archive.count))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        try tools.importLabels(path, [("1.pcd", 1), ("0.pcd", 1), ("nowhere.pcd", 1)])
        try tools.put(tools.target(made), archive)
        try tools.post("\(path)/process_uploaded_data", ["file_name": "json_data.zip"])
        try tools.world.runUntilIdle()
        let files = try tools.get("\(path)/labels")["labels"]?.array?.compactMap { $0["file_id"]?.string }
        #expect(files == ["0.pcd", "1.pcd", "nowhere.pcd"])
        #expect(
            try tools.get("\(path)/labels?labels_with_file_ids_order=true")["labels"]?.object?.keys == [
                "0.pcd", "1.pcd",
            ])
        #expect(try tools.get("\(path)/label_tasks")["label_tasks"]?.array?.isEmpty == false)
    }

    @Test("a large import is stored whole, a slice at a time")
    func large() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1)
        try tools.importLabels(path, (1...2500).map { ("0.pcd", $0) })
        let ids = (1...2500).map { JSON.string("car:\($0)") }
        func labels(_ list: JSON?) -> [JSON] { (list?.array ?? []).compactMap { $0["label_id"] } }
        #expect(try labels(tools.get("\(path)/labels")["labels"]) == ids)
        #expect(try labels(tools.get("\(path)/files/0.pcd/labels")["labels"]) == ids)
        let keyed = try tools.get("\(path)/labels?labels_with_file_ids_order=true")
        #expect(labels(keyed["labels", "0.pcd"]) == ids)
        let dataset = try #require(tools.get(path)["dataset_id"])
        let twice = try tools.post("\(tools.clients)/labels_of_dataset_ids", ["dataset_ids": [dataset, dataset]])
        #expect(labels(twice["labels"]) == ids + ids)
        #expect(try tools.get("\(path)/label_tasks")["label_tasks"]?.array?.count == 5000)
        let tasks = try #require(tools.get("\(path)/tasks")["tasks"]?.array)
        #expect(tasks.count == 5002)
        #expect(Set(tasks.compactMap { $0["task_id"]?.string }).count == 5002)
        try tools.checkCounters(path)
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
