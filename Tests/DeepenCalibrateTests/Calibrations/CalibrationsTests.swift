// Tests of calibrations: real archives in, stable results out.

import JSON
import TestSupport
import Testing

@Suite("Calibrate: calibrations")
struct CalibrationsTests {
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
        let answer = try CalibrateClient.upload(
            try World(), CalibrateClient.archive(#"{"calibration_type":"\#(type)"}"#))
        #expect(answer.status == 200)
        #expect(answer.json.object?.keys == keys)
        #expect(answer["extrinsic_parameters"]?.object?.keys == ["roll", "pitch", "yaw", "px", "py", "pz"])
    }

    @Test("the same archive gives the same numbers, another one others")
    func deterministic() throws {
        let config = #"{"calibration_type":"lidar_camera_calibration"}"#
        let first = try CalibrateClient.upload(try World(), CalibrateClient.archive(config))
        #expect(try CalibrateClient.upload(try World(), CalibrateClient.archive(config)).text == first.text)
        let other = try CalibrateClient.upload(try World(), CalibrateClient.archive(config + " "))
        #expect(other["extrinsic_parameters"] != first["extrinsic_parameters"])
    }

    @Test("a calibration joins its group, is read back in both units, and leaves when deleted")
    func group() throws {
        let world = try World()
        let group = try #require(
            world.send(
                .post("\(CalibrateClient.base)/calibration_group/create", json: ["calibration_group_name": "g"])
                    .bearer())[
                    "calibration_group_id"]?.string)
        let made = try CalibrateClient.upload(
            world,
            CalibrateClient.archive(
                #"{"calibration_type":"radar_camera_calibration","calibration_group_id":"\#(group)"}"#),
            part: "zip")
        let id = try #require(made["dataset_id"]?.string)
        #expect(
            try world.send(.get("\(CalibrateClient.base)/calibration_groups").bearer())["groups", 0, "calibration_ids"]
                == [.string(id)]
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
        #expect(
            try world.send(.get("\(CalibrateClient.base)/calibration_groups").bearer())["groups", 0, "calibration_ids"]
                == [])
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
        let answer = try CalibrateClient.upload(try World(), CalibrateClient.archive(config))
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string?.contains("config.json") == true)
        #expect(answer["dataset_id"] == nil)
    }

    @Test("bytes that are no archive, and archives without config, are a 400")
    func badArchive() throws {
        let world = try World()
        #expect(try CalibrateClient.upload(world, []).status == 400)
        #expect(try CalibrateClient.upload(world, Array("not a zip".utf8)).status == 400)
        #expect(try CalibrateClient.upload(world, CalibrateClient.archive("{}", name: "Config.json")).status == 400)
        #expect(
            try world.send(
                TestRequest("POST", "\(CalibrateClient.base)/calibration_dataset").bearer().multipart(
                    .field("file", "x"))
            )
            .status == 400)
        #expect(
            try world.send(TestRequest("POST", "\(CalibrateClient.base)/calibration_dataset").bearer().form("file=x"))
                .status == 415)
    }

    @Test("a config in a folder is found, for those who zip the folder")
    func folder() throws {
        let answer = try CalibrateClient.upload(
            try World(),
            CalibrateClient.archive(#"{"calibration_type":"stereo_camera_calibration"}"#, name: "scene/config.json"))
        #expect(answer.status == 200)
    }

    @Test("another client's calibration is a 403, an unknown one a 404")
    func otherClient() throws {
        let world = try World()
        let made = try CalibrateClient.upload(
            world, CalibrateClient.archive(#"{"calibration_type":"radar_camera_calibration"}"#))
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

    @Test("hostile archives are refused in the platform's own shape", arguments: TestArchive.hostile)
    func hostile(name: String) throws {
        let world = try World()
        let answer = try CalibrateClient.upload(world, TestArchive.fixture("hostile/\(name)"))
        #expect(answer.status == 400)
        #expect(answer["detail"]?.string != nil)
        #expect(try world.send(.get("\(CalibrateClient.base)/calibration_groups").bearer()).status == 200)
    }
}
