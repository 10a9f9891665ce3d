// Tests of creating datasets: their files, formats, profiles and further members.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: creating datasets")
struct DatasetCreationTests {
    @Test("a new dataset waits for its upload, in both generations of status fields")
    func create() throws {
        let tools = try ToolsWorld()
        let made = try tools.create(ToolsWorld.request(size: 100))
        #expect(made.status == 200)
        let id = try #require(made["dataset_id"]?.string)
        #expect(id.utf8.count == 24)
        #expect(made["processing_status"] == "files_to_be_uploaded")
        #expect(made["current_stage"] == "FileUpload")
        #expect(made["current_stage_status"] == "ready")
        #expect(made["folder_path"] == .string("demo/defaultproject/\(id)"))
        #expect(made["create_timestamp_millis"] == 1_767_225_600_000)
        #expect(
            made["pipeline_spec"] == [
                ["stage_id": "Labelling", "can_edit": true], ["stage_id": "QA", "can_edit": false],
            ])
        #expect(made["pipeline_status"] == ["Labelling": 0, "QA": 0, "__ALL_STAGES_DONE": 0, "__TOTAL": 0])
        #expect(made["uploaded_files"] == [])
        #expect(try tools.get("/api/v2/datasets/\(id)").text == made.text)
    }

    @Test("files keep their order and their numbers as they were written, each with a URL that names its object")
    func files() throws {
        let tools = try ToolsWorld()
        let body = #"""
            {"dataset_name":"a","dataset_type":"3d","dataset_format":"json","files":[
            {"file_size":18611529.0,"file_type":"application/zip"},{"file_size":7,"file_type":"application/zip"}]}
            """#
        let made = try tools.world.send(
            TestRequest("POST", "\(tools.clients)/datasets").bearer().raw(Array(body.utf8), type: "application/json"))
        #expect(made.text.contains(#""file_size":18611529.0,"#))
        #expect(made["files", 1, "file_size"] == 7)
        let id = try #require(made["dataset_id"]?.string)
        let target = try tools.target(made)
        #expect(target.hasPrefix("/upload/storage/v1/b/"))
        #expect(target.contains("&name=demo%2Fdefaultproject%2F\(id)%2Fjson_data.zip&upload_id="))
        #expect(try tools.target(made, file: 1) != target)
    }

    @Test(
        "the object is called after type and format",
        arguments: [
            ("3d", "json", "json_data.zip"), ("3d", "default", "3d_data.zip"), ("images", "default", "data.zip"),
            ("video", "default", "data.zip"),
        ] as [(String, String, String)])
    func fileNames(type: String, format: String, name: String) throws {
        let tools = try ToolsWorld()
        let made = try tools.create(ToolsWorld.request(size: 1, type: .string(type), format: .string(format)))
        #expect(try tools.target(made).contains("%2F\(name)&"))
        #expect((made["dataset_format"] != nil) == (type == "3d"))
        #expect(made["dataset_type"] == .string(type))
    }

    @Test("videos as a type is taken and returned as it was sent, and an mp4 keeps its name")
    func videos() throws {
        let tools = try ToolsWorld()
        let made = try tools.create([
            "dataset_name": "v", "dataset_type": "videos", "files": [["file_size": 3, "file_type": "video/mp4"]],
        ])
        #expect(made["dataset_type"] == "videos")
        #expect(made["dataset_format"] == nil)
        #expect(try tools.target(made).contains("%2Fdata.mp4&"))
    }

    @Test(
        "what is missing or wrong is a 400 that names the field",
        arguments: [
            (#"{"dataset_type":"3d","files":[{"file_size":1,"file_type":"z"}]}"#, "dataset_name"),
            (#"{"dataset_name":"a","dataset_type":"4d","files":[{"file_size":1,"file_type":"z"}]}"#, "dataset_type"),
            (#"{"dataset_name":"a","dataset_type":"3d","files":[]}"#, "files"),
            (#"{"dataset_name":"a","dataset_type":"3d"}"#, "files"),
            (#"{"dataset_name":"a","dataset_type":"3d","files":[{"file_size":1.5,"file_type":"z"}]}"#, "files"),
            (
                #"{"dataset_name":"a","dataset_type":"3d","files":[{"file_size":-1,"file_type":"z"}]}"#,
                "files.0.file_size"
            ),
            (
                #"{"dataset_name":"a","dataset_type":"3d","dataset_format":"x","files":[{"file_size":1,"file_type":"z"}]}"#,
                "dataset_format"
            ),
            (
                #"{"dataset_name":"a","dataset_type":"3d","labelling_mode":"x","files":[{"file_size":1,"file_type":"z"}]}"#,
                "labelling_mode"
            ),
            (#"{"dataset_name":"a","dataset_type":"3d","files":[{"file_size":1,"file_type":"z"}]}"#, "dataset_format"),
            (
                #"{"dataset_name":"a","dataset_type":"3d","dataset_format":null,"files":[{"file_size":1,"file_type":"z"}]}"#,
                "dataset_format"
            ),
            (
                #"{"dataset_name":"a","dataset_type":"video","fps":2.5,"files":[{"file_size":1,"file_type":"z"}]}"#,
                "fps"
            ),
            (
                #"""
                {"dataset_name":"a","dataset_type":"images","files":[{"file_size":1,"file_type":"z"}],
                "labelling_profile":{"pipeline_spec":[{"stage_id":"__TOTAL","can_edit":true}]}}
                """#,
                "pipeline_spec"
            ),
        ])
    func badRequests(body: String, field: String) throws {
        let tools = try ToolsWorld()
        let answer = try tools.world.send(
            TestRequest("POST", "\(tools.clients)/datasets").bearer().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer.json.object?.keys == [field])
        #expect(try tools.get("\(tools.clients)/datasets").text == "{}")
    }

    @Test("a profile by its id is copied, and later changes do not reach the dataset")
    func profileByID() throws {
        let tools = try ToolsWorld()
        let profile: JSON = [
            "profile_name": "p", "features": ["3d_bbox": ["attributes": [:], "label_category_ids": ["car"]]],
            "pipeline_spec": .array(["Draw", "Check", "Sign"].map { ["stage_id": $0, "can_edit": true] }),
        ]
        let id = try #require(tools.post("\(tools.clients)/labelling_profiles", profile)["profile_id"]?.string)
        var request = ToolsWorld.request(size: 1).object ?? [:]
        request["labelling_profile_id"] = .string(id)
        let made = try tools.create(.object(request))
        #expect(made["labelling_profile", "profile_id"] == .string(id))
        #expect(made["pipeline_stage_status"]?.object?.keys == ["Draw", "Check", "Sign"])
        try tools.post("/api/v2/labelling_profiles/\(id)", ["profile_name": "other"])
        try tools.world.send(.delete("/api/v2/labelling_profiles/\(id)").bearer())
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        #expect(try tools.get(path)["labelling_profile", "profile_name"] == "p")
        request["labelling_profile_id"] = "nothing"
        #expect(try tools.create(.object(request)).status == 404)
    }

    @Test("a whole profile that was read is taken back inline, unknown members and all")
    func inlineProfile() throws {
        let tools = try ToolsWorld()
        let id = try #require(
            tools.post("\(tools.clients)/labelling_profiles", ["profile_name": "p", "odd": ["x": 1.25]])[
                "profile_id"]?
                .string)
        let profile = try tools.get("/api/v2/labelling_profiles/\(id)").json
        let made = try tools.create(ToolsWorld.request(size: 1, profile: profile))
        #expect(made.status == 200)
        #expect(made["labelling_profile"] == profile)
        #expect(made["pipeline_spec"]?.array?.count == 2)
    }

    @Test("members that nobody knows are kept and returned, but none of the server's own")
    func unknownMembers() throws {
        let tools = try ToolsWorld()
        var request = ToolsWorld.request(size: 1).object ?? [:]
        request["sensor_maker"] = .null
        request["our_number"] = 7
        request["processing_status"] = "files_getting_labelled"
        request["tags"] = ["plain", ["tag_id": "1", "tag_name": "t"]]
        request["fps"] = 10
        let made = try tools.create(.object(request))
        #expect(made["sensor_maker"] == .null)
        #expect(made["our_number"] == 7)
        #expect(made["processing_status"] == "files_to_be_uploaded")
        #expect(made["tags"] == request["tags"])
        #expect(made["fps"] == 10)
        let keys = made.json.object?.keys ?? []
        let place = try #require(keys.firstIndex(of: "folder_path"))
        #expect(keys[place...].prefix(4) == ["folder_path", "fps", "sensor_maker", "tags"])
    }
}
