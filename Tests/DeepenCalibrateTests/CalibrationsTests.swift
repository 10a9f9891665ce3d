// Tests of calibrations: real archives in, stable results out.

import Foundation
import TestSupport
import Testing

@Suite("Calibrate: calibrations")
struct CalibrationsTests {
    private let base = "/api/v2/external/clients/demo"

    private func upload(_ world: World, _ zip: [UInt8], part: String = "file") throws -> TestAnswer {
        try world.send(
            TestRequest("POST", "\(base)/calibration_dataset").bearer()
                .multipart(.file(part, "data.zip", type: "application/zip", zip)))
    }

    private func archive(_ config: String, name: String = "config.json") throws -> [UInt8] {
        try TestArchive.zip([(name, Array(config.utf8)), ("0.pcd", [1, 2, 3])])
    }

    @Test(
        "each type's result has exactly its keys",
        arguments: [
            ("stereo_camera_calibration", ["dataset_id", "extrinsic_parameters", "error_stats"]),
            ("lidar_vehicle_calibration", ["dataset_id", "extrinsic_parameters", "error_stats"]),
            (
                "multi_lidar_calibration",
                ["dataset_id", "calibration_algorithm_version", "extrinsic_parameters", "error_stats"]
            ),
            (
                "camera_vehicle_calibration",
                [
                    "dataset_id", "calibration_algorithm_version", "extrinsic_camera_coordinate_system",
                    "extrinsic_parameters", "error_stats",
                ]
            ),
        ])
    func shapes(type: String, keys: [String]) throws {
        let answer = try upload(try World(), archive(#"{"calibration_type":"\#(type)"}"#))
        #expect(answer.status == 200)
        #expect(answer.json.object?.keys == keys)
        #expect(answer["extrinsic_parameters"]?.object?.keys == ["roll", "pitch", "yaw", "px", "py", "pz"])
    }

    @Test("the same archive gives the same numbers, another one others")
    func deterministic() throws {
        let config = #"{"calibration_type":"lidar_camera_calibration"}"#
        let first = try upload(try World(), archive(config))
        #expect(try upload(try World(), archive(config)).text == first.text)
        let other = try upload(try World(), archive(config + " "))
        #expect(other["extrinsic_parameters"] != first["extrinsic_parameters"])
    }

    @Test("a calibration joins its group, is read back in both units, and leaves when deleted")
    func group() throws {
        let world = try World()
        let group = try #require(
            world.send(.post("\(base)/calibration_group/create", json: ["calibration_group_name": "g"]).bearer())[
                "calibration_group_id"]?.string)
        let made = try upload(
            world, archive(#"{"calibration_type":"radar_camera_calibration","calibration_group_id":"\#(group)"}"#),
            part: "zip")
        let id = try #require(made["dataset_id"]?.string)
        #expect(
            try world.send(.get("\(base)/calibration_groups").bearer())["groups", 0, "calibration_ids"] == [.string(id)]
        )

        let path = "/api/v2/external/datasets/\(id)/extrinsic_parameters"
        let plain = try world.send(.get(path).bearer())
        #expect(plain.text == made.text)
        #expect(try world.send(.get(path + "/deg").bearer()).text == made.text)
        let radians = try world.send(.get(path + "/rad").bearer())
        let yaw = try #require(made["extrinsic_parameters", "yaw"]?.double)
        #expect(abs((radians["extrinsic_parameters", "yaw"]?.double ?? 99) - yaw * .pi / 180) < 1e-9)
        #expect(radians["extrinsic_parameters", "px"] == made["extrinsic_parameters", "px"])
        #expect(try world.send(.get(path + "/grad").bearer()).status == 400)

        let deleted = try world.send(.delete("/api/v2/external/datasets/\(id)").bearer())
        #expect(deleted.status == 200)
        #expect(deleted.body.isEmpty)
        #expect(try world.send(.get(path).bearer()).status == 404)
        #expect(try world.send(.get("\(base)/calibration_groups").bearer())["groups", 0, "calibration_ids"] == [])
        #expect(try world.send(.delete("/api/v2/external/datasets/\(id)").bearer()).status == 404)
    }

    @Test(
        "a bad config is a 400 that says what is wrong, and leaves nothing",
        arguments: [
            "{", "[]", "{}", #"{"calibration_type":3}"#, #"{"calibration_type":"portrait"}"#,
            #"{"calibration_type":"stereo_camera_calibration","calibration_group_id":"nothing"}"#,
            #"{"calibration_type":"stereo_camera_calibration","calibration_group_id":7}"#,
        ])
    func badConfig(config: String) throws {
        let answer = try upload(try World(), archive(config))
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string?.contains("config.json") == true)
        #expect(answer["dataset_id"] == nil)
    }

    @Test("bytes that are no archive, and archives without config, are a 400")
    func badArchive() throws {
        let world = try World()
        #expect(try upload(world, []).status == 400)
        #expect(try upload(world, Array("not a zip".utf8)).status == 400)
        #expect(try upload(world, archive("{}", name: "Config.json")).status == 400)
        #expect(
            try world.send(TestRequest("POST", "\(base)/calibration_dataset").bearer().multipart(.field("file", "x")))
                .status == 400)
        #expect(
            try world.send(TestRequest("POST", "\(base)/calibration_dataset").bearer().form("file=x")).status == 415)
    }

    @Test("a config in a folder is found, for those who zip the folder")
    func folder() throws {
        let answer = try upload(
            try World(), archive(#"{"calibration_type":"stereo_camera_calibration"}"#, name: "scene/config.json"))
        #expect(answer.status == 200)
    }

    @Test("another client's calibration is a 403, an unknown one a 404")
    func otherClient() throws {
        let world = try World()
        let made = try upload(world, archive(#"{"calibration_type":"radar_camera_calibration"}"#))
        try world.send(
            .post(
                "/__admin/credentials",
                json: ["platform": "deepen-calibrate", "secret": "other", "client_ids": ["other"]]))
        for (id, status) in [(try #require(made["dataset_id"]?.string), 403), ("nothing", 404)] {
            let path = "/api/v2/external/datasets/\(id)"
            let requests: [TestRequest] = [
                .get(path + "/extrinsic_parameters"), .get(path + "/extrinsic_parameters/rad"), .delete(path),
            ]
            for request in requests {
                let answer = try world.send(request.bearer("other"))
                #expect(answer.status == status)
                #expect(answer["detail"]?.string != nil)
            }
        }
    }

    /// Three calibrations.
    private func three(_ world: World) throws -> [String] {
        try (0..<3).map { index in
            let config = #"{"calibration_type":"lidar_camera_calibration","calibration_name":"\#(index)"}"#
            return try #require(upload(world, archive(config))["dataset_id"]?.string)
        }
    }

    private func optimise(_ world: World, _ ids: [String], _ further: String) throws -> TestAnswer {
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        let config = #"{"dataset_ids_for_loop_optimisation":[\#(list)]\#(further)}"#
        return try world.send(
            TestRequest("POST", "\(base)/loop_optimisation").bearer().multipart(
                .file("file", "loop.zip", try archive(config))))
    }

    @Test(
        "sensor names close one loop through all calibrations, or could do so with those that have no names",
        arguments: [
            ([["a", "b"], ["b", "c"], ["c", "a"]], 200), ([["a", "b"], ["c", "b"], ["c", "a"]], 200),
            ([["a", "b"], ["b", "c"]], 200), ([["a", "b"]], 200), ([], 200),
            ([["a", "b"], ["b", "a"], ["x", "x"]], 400), ([["a", "a"], ["b", "b"], ["c", "c"]], 400),
            ([["a", "b"], ["b", "c"], ["c", "d"]], 400), ([["a", "b"], ["b", "a"]], 400), ([["a", "a"]], 400),
            ([["a", "b"], ["a", "b"], ["a", "b"]], 400), ([["a", "b", "c"]], 400), ([["a"]], 400),
        ] as [([[String]], Int)])
    func sensorNames(pairs: [[String]], status: Int) throws {
        let world = try World()
        let ids = try three(world)
        let path = "/api/v2/external/datasets/\(ids[0])/extrinsic_parameters"
        let before = try world.send(.get(path).bearer()).text
        let names = zip(ids, pairs).map { #""\#($0)":\#($1)"# }.joined(separator: ",")
        #expect(try optimise(world, ids, #","renamed_sensor_names":{\#(names)}"#).status == status)
        #expect((try world.send(.get(path).bearer()).text == before) == (status == 400))
    }

    @Test("two pairs of calibrations that close a loop each are not one loop")
    func twoLoops() throws {
        let world = try World()
        var ids = try three(world)
        ids.append(
            try #require(
                upload(world, archive(#"{"calibration_type":"radar_camera_calibration"}"#))["dataset_id"]?.string))
        let names = zip(ids, [#"["a","b"]"#, #"["b","a"]"#, #"["c","d"]"#, #"["d","c"]"#]).map { #""\#($0)":\#($1)"# }
        let answer = try optimise(world, ids, #","renamed_sensor_names":{\#(names.joined(separator: ","))}"#)
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string?.contains("renamed_sensor_names") == true)
    }

    @Test(
        "members of the loop's config that are wrong are a 400 that names them",
        arguments: [
            ("optimisation_name", "7"), ("renamed_sensor_names", #"{"elsewhere":["a","b"]}"#),
            ("renamed_sensor_names", "[]"), ("lambda_val", "1e308"), ("lambda_val", "1000001"), ("lambda_val", "-1"),
            ("lambda_val", #""1""#), ("lamda_val", "1" + String(repeating: "0", count: 400)),
        ])
    func badLoopMembers(member: String, value: String) throws {
        let world = try World()
        let answer = try optimise(world, three(world), #","\#(member)":\#(value)"#)
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string?.contains(member.replacing("lamda", with: "lambda")) == true)
    }

    @Test("the heaviest weight leaves numbers finite")
    func heaviestWeight() throws {
        let world = try World()
        let answer = try optimise(world, three(world), #","lambda_val":1e6,"optimisation_name":"n""#)
        #expect(answer["residual_error", "before"]?.double?.isFinite == true)
        #expect(answer["residual_error", "after"]?.double?.isFinite == true)
    }

    @Test("loop optimisation shrinks the residual, and the stored results are the optimised ones")
    func loop() throws {
        let world = try World()
        let ids = try three(world)
        let answer = try optimise(world, ids, #","lamda_val":2"#)
        #expect(answer.status == 200)
        let before = try #require(answer["residual_error", "before"]?.double)
        let after = try #require(answer["residual_error", "after"]?.double)
        #expect(after < before)
        let read = try world.send(.get("/api/v2/external/datasets/\(ids[1])/extrinsic_parameters").bearer())
        #expect(read["extrinsic_parameters"] == answer["optimised_calibrations"]?[ids[1]]?["extrinsic_parameters"])
    }

    @Test(
        "loops that are none are a 400",
        arguments: [
            #"{"dataset_ids_for_loop_optimisation":["a"]}"#, #"{"dataset_ids_for_loop_optimisation":["a","b"]}"#,
            #"{"dataset_ids_for_loop_optimisation":["a","a"]}"#, #"{"dataset_ids_for_loop_optimisation":"ab"}"#, "{}",
        ])
    func badLoops(config: String) throws {
        let answer = try World().send(
            TestRequest("POST", "\(base)/loop_optimisation").bearer().multipart(
                .file("file", "l.zip", try archive(config))))
        #expect(answer.status == 400)
    }

    @Test("hostile archives are refused in the platform's own shape", arguments: TestArchive.hostile)
    func hostile(name: String) throws {
        let world = try World()
        let answer = try upload(world, TestArchive.fixture("hostile/\(name)"))
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string != nil)
        #expect(try world.send(.get("\(base)/calibration_groups").bearer()).status == 200)
    }
}
