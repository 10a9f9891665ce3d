// Tests of importing labels, also as published clients send them.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Deepen tools: import of labels")
struct LabelImportTests {
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
}
