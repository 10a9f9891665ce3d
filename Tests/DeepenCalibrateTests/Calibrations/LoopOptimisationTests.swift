// Tests of loop optimisation.

import JSON
import TestSupport
import Testing

@Suite("Calibrate: loop optimisation")
struct LoopOptimisationTests {
    private func three(_ world: World) throws -> [String] {
        try (0..<3).map { index in
            let config = #"{"calibration_type":"lidar_camera_calibration","calibration_name":"\#(index)"}"#
            return try #require(CalibrateClient.upload(world, CalibrateClient.archive(config))["dataset_id"]?.string)
        }
    }

    private func optimise(_ world: World, _ ids: [String], _ further: String) throws -> TestAnswer {
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        let config = #"{"dataset_ids_for_loop_optimisation":[\#(list)]\#(further)}"#
        return try world.send(
            TestRequest("POST", "\(CalibrateClient.base)/loop_optimisation").bearer().multipart(
                .file("file", "loop.zip", try CalibrateClient.archive(config))))
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
                CalibrateClient.upload(
                    world, CalibrateClient.archive(#"{"calibration_type":"radar_camera_calibration"}"#))["dataset_id"]?
                    .string))
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
            TestRequest("POST", "\(CalibrateClient.base)/loop_optimisation").bearer().multipart(
                .file("file", "l.zip", try CalibrateClient.archive(config))))
        #expect(answer.status == 400)
    }
}
