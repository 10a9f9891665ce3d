// The tour of Deepen Calibrate: two groups, one of which holds a calibration.

import JSON
import TestSupport
import Testing

final class CalibrateTour: PrintedTour {
    init() throws {
        try super.init("deepen-calibrate")
        captures["clientId"] = "demo"
        let create = "/api/v2/external/clients/demo/calibration_group/create"
        let first = try show("createCalibrationGroup", .post(create, json: ["calibration_group_name": "Front"]))
        try show("createCalibrationGroup", .post(create, json: ["calibration_group_name": "Rear"]))
        let group = try id(first, "calibration_group_id")
        let config = #"{"calibration_type":"lidar_camera_calibration","calibration_group_id":"\#(group)"}"#
        let archive = try TestArchive.zip([("config.json", Array(config.utf8)), ("0.pcd", [1, 2, 3])])
        try prepare(
            TestRequest("POST", "/api/v2/external/clients/demo/calibration_dataset")
                .multipart(.file("file", "data.zip", type: "application/zip", archive)))
        try show(
            "modifyCalibrationGroup",
            .post(
                "/api/v2/external/clients/demo/calibration_group/modify",
                json: ["calibration_group_id": .string(group), "calibration_group_name": "Front left"]))
        try read("listCalibrationGroups")
        requests["createCalibrationGroup"] = { PreparedRequest() }
        requests["modifyCalibrationGroup"] = { PreparedRequest(values: ["calibration_group_id": .string(group)]) }
    }
}
