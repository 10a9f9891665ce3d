// What the tests of Calibrate have in common: archives and their upload.

import TestSupport
import Testing

/// Uploads archives.
enum CalibrateClient {
    static let base = "/api/v2/external/clients/demo"

    static func upload(_ world: World, _ zip: [UInt8], part: String = "file") throws -> TestAnswer {
        try world.send(
            TestRequest("POST", "\(base)/calibration_dataset").bearer()
                .multipart(.file(part, "data.zip", type: "application/zip", zip)))
    }

    static func archive(_ config: String, name: String = "config.json") throws -> [UInt8] {
        try TestArchive.zip([(name, Array(config.utf8)), ("0.pcd", [1, 2, 3])])
    }
}
