// Jobs that produce much: stored in slices, once, whatever comes in between.

import Emulator
import Foundation
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: long jobs")
struct LongJobsTests {
    private static let callback = "http://127.0.0.1:9/hook"

    /// A job over many videos that has results, files, events, unknown faces and a dataset.
    private func start(_ client: MiningClient, sources: Int) throws -> String {
        let answer = try client.post(
            "/api/v1/jobs/",
            [
                "sources": .array((0..<sources).map { .string("https://x.test/talk-\($0).mp4") }),
                "modules": [
                    "speech_recognition": ["dump_srt": true], "face_recognition": ["index_unknowns": true],
                    "dataset_creation": [:],
                ],
                "webhook": [
                    "events": ["job.speech_recognition.on_detailed_result", "on_completed"],
                    "callback": .string(Self.callback),
                ],
            ])
        return try #require(answer["id"]?.string)
    }

    /// What a job has left, read by requests.
    private struct Outcome: Equatable {
        var speech = 0
        var artifacts: [String] = []
        var events = 0
        var completions = 0
        var images = 0
        var datasets = 0
        var faces: Set<String> = []

        init(_ client: MiningClient, _ job: String) throws {
            let results = try client.detailed(job)
            speech = results.count { $0["module"] == "speech_recognition" }
            artifacts = (try client.get("/api/v1/jobs/\(job)/artifacts/?limit=1000")["data"]?.array ?? [])
                .compactMap { $0["filename"]?.string }.sorted()
            let database = client.world.tenant.database
            func count(_ sql: SQL) throws -> Int { try database.scalarInt(sql) ?? 0 }
            events = try count("SELECT count(*) FROM deliveries WHERE event LIKE '%on_detailed_result'")
            completions = try count("SELECT count(*) FROM deliveries WHERE event = 'on_completed'")
            images = try count("SELECT count(*) FROM deepva_images")
            datasets = try count("SELECT count(*) FROM deepva_datasets")
            faces = Set(
                results.filter { $0["module"] == "face_recognition" }.compactMap { $0["meta"]?["person"]?.string })
        }
    }

    @Test("a long job is stored in slices of bounded length, and requests are answered in between")
    func slices() throws {
        let client = try MiningClient()
        let job = try start(client, sources: 30)
        let advance = try client.world.begin(.post("/__admin/clock/advance", json: ["to": "idle"]))
        var statements = 0
        client.world.tenant.database.trace { _ in statements += 1 }
        var (most, between) = (0, 0)
        while !advance.isAnswered {
            statements = 0
            advance.step()
            most = max(most, statements)
            guard try client.job(job)["state"] == "processing" else { continue }
            between += 1
            #expect(try client.get("/api/v1/jobs/\(job)/detailed-results/")["total"] == 0)
        }
        client.world.tenant.database.trace(nil)
        #expect(try advance.answer().status == 200)
        // A slice takes a few milliseconds in a release build; all of them together would take several hundred.
        #expect(most < 1000, "\(most) statements in one turn")
        // Each request between two slices runs some, too.
        #expect(between > 4)

        let outcome = try Outcome(client, job)
        #expect(outcome.speech > 100)
        #expect(outcome.artifacts == (1...30).map { "transcript_\($0).srt" }.sorted())
        #expect(outcome.events == outcome.speech)
        #expect(outcome.completions == 1)
        #expect(client.world.receivers.events.last == "on_completed")
        #expect(client.world.receivers.requests.count == outcome.speech + 1)
        #expect(outcome.images > 30)
        #expect(outcome.datasets == 1)
        let labels = try client.world.tenant.database.all("SELECT label, image FROM deepva_indexed_identities") {
            (label: $0.text(0), image: $0.text(1))
        }
        #expect(outcome.faces.isSuperset(of: labels.map(\.label)))
        #expect(!labels.isEmpty && labels.allSatisfy { $0.image.hasPrefix("iVBOR") })
        for document in client.world.receivers.documents.dropLast() {
            #expect(document["data"]?["job"]?["id"]?.string == job)
            #expect(document["data"]?["detailed_result"]?["module"] == "speech_recognition")
        }
    }

    @Test("a long job that is cut off after any slice leaves what an undisturbed one leaves, each thing once")
    func restarts() throws {
        let undisturbed = try MiningClient()
        let expected = try Outcome(undisturbed, finished(try start(undisturbed, sources: 6), undisturbed))
        for steps in stride(from: 2, through: 14, by: 2) {
            let (folder, copy) = (try TestFolder(), try TestFolder())
            let world = try World(directory: folder.path)
            let job = try start(MiningClient(world), sources: 6)
            let advance = try world.begin(.post("/__admin/clock/advance", json: ["to": "idle"]))
            for _ in 0..<steps { advance.step() }
            // What a process that ends here leaves.
            try FileManager.default.removeItem(atPath: copy.path)
            try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path)
            _ = try advance.answer()
            world.emulator.close()
            let again = MiningClient(try World(directory: copy.path))
            #expect(try Outcome(again, finished(job, again)) == expected, "after \(steps) turns")
            again.world.emulator.close()
        }
    }

    private func finished(_ job: String, _ client: MiningClient) throws -> String {
        try client.world.runUntilIdle()
        #expect(try client.job(job)["state"] == "completed")
        return job
    }

    @Test("events of results repeat the whole job, so there is a most of them; the job completes all the same")
    func manyEvents() throws {
        let client = try MiningClient()
        let results = (0..<80).map { index -> JSON in
            ["module": "qrcode_detection", "frame_start": .int(index), "frame_end": .int(index + 1)]
        }
        try client.world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepva", "match": ["tag": "wordy"], "state": "completed",
                    "result": ["detailed_results": .array(results)],
                ]))
        let answer = try client.post(
            "/api/v1/jobs/",
            [
                // The job alone takes more than a MiB.
                "sources": .array(
                    (0..<700).map { .string("https://x.test/\($0)/" + String(repeating: "long", count: 400) + ".jpg") }),
                "modules": ["qrcode_detection": [:]], "tag": "wordy",
                "webhook": ["events": ["on_detailed_result", "on_completed"], "callback": .string(Self.callback)],
            ])
        let job = try #require(answer["id"]?.string)
        try client.world.runUntilIdle()
        #expect(try client.job(job)["state"] == "completed")
        #expect(try client.detailed(job).count == 80)
        let bytes = client.world.receivers.requests.map(\.body.count)
        let events = client.world.receivers.events
        #expect(events.last == "on_completed")
        let sent = events.count { $0 == "on_detailed_result" }
        #expect((40..<64).contains(sent), "\(sent)")
        #expect(bytes.dropLast().reduce(0, +) < 65 << 20)
    }
}
