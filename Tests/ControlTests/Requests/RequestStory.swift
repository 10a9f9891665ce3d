// The requests that several tests of the journal start from.

import JSON
import TestSupport
import Testing

/// A world that was asked for three jobs, an upload and a calibration group.
enum RequestStory {
    static func world() throws -> World {
        let world = try World()
        for tag in ["a", "b", "b"] {
            try world.send(.post("/api/v1/jobs/", json: job(tag)).key())
        }
        try world.send(
            TestRequest("POST", "/api/v2/storage/").key().multipart(
                .field("folder", "/x/"), .file("file", "a.txt", type: "text/plain", Array("text".utf8))))
        try world.send(
            TestRequest("POST", "/api/v2/external/clients/demo/calibration_group/create").bearer()
                .form("calibration_group_name=Front+cameras"))
        return world
    }

    static func job(_ tag: String) -> JSON {
        [
            "sources": ["http://media.example.test/a.jpg"], "tag": .string(tag),
            "modules": ["object_scene_recognition": ["model": "general"]],
        ]
    }
}
