// What tests of datasets do again and again.

import Formats
import JSON
import TestSupport
import Testing

extension MiningClient {
    /// Creates a dataset and answers its id.
    func makeDataset(_ name: String = "Council", type: String = "face") throws -> String {
        let answer = try post("/api/v1/datasets/", ["name": .string(name), "type": .string(type)])
        return try #require(answer["id"]?.string)
    }

    /// Creates a class and answers its path, with final slash.
    func makeClass(_ dataset: String, _ label: String, _ more: JSON = [:]) throws -> String {
        var body = more.object ?? [:]
        body["label"] = .string(label)
        let path = "/api/v1/datasets/\(dataset)/classes/"
        return path + (try #require(post(path, .object(body))["id"]?.string)) + "/"
    }

    /// Attaches an image to the class at a path, and answers the image's path.
    @discardableResult
    func attach(_ uri: String, to path: String) throws -> String {
        let answer = try post(path + "images/", ["file_uri": .string(uri)])
        return path + "images/" + (try #require(answer["id"]?.string)) + "/"
    }

    /// Stores a small picture of its own and answers its URL.
    func picture(_ number: Int) throws -> String {
        let samples = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 8 * 8 * 3)
        let bitmap = try #require(Bitmap(width: 8, height: 8, layout: .rgb, samples: samples))
        return try #require(upload("p\(number).png", PNGEncoder.encode(bitmap), folder: "/people/")["url"]?.string)
    }

    /// Trains a model from a dataset and answers the training.
    @discardableResult
    func train(_ dataset: String, _ name: String, changelog: String = "") throws -> TestAnswer {
        let answer = try post(
            "/api/v1/trainings/",
            [
                "source_dataset_id": .string(dataset), "output_model_name": .string(name),
                "output_model_changelog": .string(changelog),
            ])
        let id = try #require(answer["id"]?.string)
        try world.runUntilIdle()
        return try get("/api/v1/trainings/\(id)/")
    }
}
