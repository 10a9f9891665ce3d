// What transcript tests begin with: a finished job that has heard somebody speak.

import JSON
import TestSupport
import Testing

/// A world with finished jobs.
struct TranscriptStory {
    let world: World
    /// The finished job's id.
    let job: String

    /// - Parameter results: detailed results in place of the made-up ones.
    init(
        _ world: World, source: String = "http://example.test/talk.mp3", modules: JSON = ["speech_recognition": [:]],
        tag: String = "", results: JSON? = nil
    ) throws {
        self.world = world
        if let results {
            try world.send(
                .post(
                    "/__admin/outcomes",
                    json: [
                        "platform": "deepva", "state": "completed", "times": 1, "result": ["detailed_results": results],
                    ]))
        }
        let answer = try world.send(
            .post("/api/v1/jobs/", json: ["sources": [.string(source)], "modules": modules, "tag": .string(tag)]).key())
        job = try #require(answer["id"]?.string)
        try world.runUntilIdle()
    }

    /// Makes a transcript of the job.
    func transcript() throws -> TestAnswer {
        let answer = try world.send(.post("/api/v1/transcripts", json: ["job_id": .string(job)]).key())
        #expect(answer.status == 201)
        return answer
    }

    /// The path of a fresh transcript's only variant.
    func variantPath() throws -> String {
        let path = "/api/v1/transcripts/\(try transcript()["id"]?.string ?? "")/variants"
        let id = try world.send(.get(path).key())["data", 0, "id"]?.string ?? ""
        return "\(path)/\(id)"
    }

    /// A spoken sentence as a detailed result.
    static func sentence(_ text: String, _ start: Double, _ end: Double, module: String = "speech_recognition") -> JSON
    {
        [
            "source": "http://example.test/talk.mp3", "module": .string(module), "media_type": "audio",
            "time_start": .double(start), "time_end": .double(end),
            "meta": module == "speech_recognition"
                ? ["text": .string(text), "language": "de"] : ["speaker": .string(text)],
        ]
    }
}
