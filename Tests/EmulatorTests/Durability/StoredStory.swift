// A fixed run of writes to a stored world, and what must be true of the world afterwards.

import Emulator
import Foundation
import JSON
import Store
import System
import TestSupport
import Testing

/// Jobs, files, deletions and steps of the clock, in two processes one after the other, while something may go wrong.
final class StoredStory {
    /// What is known of one thing in the world.
    private struct Record {
        var id: String?
        var bytes: [UInt8]?
        var wasDeletionTried = false
        var isDeleted = false
    }

    /// How many answers said that a write is done.
    private(set) var acknowledged = 0
    /// How many said that it is not.
    private(set) var refused: [Int] = []
    private let folder: String
    private var isOff: () -> Bool
    private var jobs: [String: Record] = [:]
    private var files: [String: Record] = [:]
    private var now = ""
    private var world: World?

    /// - Parameters:
    ///   - folder: a data directory.
    ///   - isOff: whether the process is dead, so that it hears and does nothing more.
    init(in folder: String, isOff: @escaping () -> Bool = { false }) {
        self.folder = folder
        self.isOff = isOff
    }

    /// Tells the story, as far as it gets.
    func tell() throws {
        try process {
            try createJob("a")
            try upload("small.bin", count: 3000)
            try upload("large.bin", count: 100_000)
            try advance(seconds: 2)
            try createJob("b")
            try deleteFile("small.bin")
        }
        try process {
            try createJob("c")
            try advance(seconds: 3)
            try upload("other.bin", count: 90_000)
            try deleteFile("large.bin")
            try deleteJob("a")
            try createJob("d")
        }
    }

    /// Opens the world when nothing goes wrong any more, and compares it with what was acknowledged.
    func check(_ circumstances: Comment) throws {
        isOff = { false }
        let world = try World(directory: folder)
        self.world = world
        #expect(try world.emulator.check() == [], circumstances)
        if !now.isEmpty {
            let kept = try #require(try world.send(.get("/__admin/clock"))["now"]?.string)
            #expect(kept >= now, circumstances)
        }
        try checkFiles(circumstances)
        try createJob("after")
        try world.runUntilIdle()
        try checkJobs(circumstances)
        #expect(try world.emulator.check() == [], circumstances)
        world.emulator.close()
        self.world = nil
    }

    // MARK: - Steps

    /// Opens the world, does something to it, and closes it unless it has died.
    private func process(_ body: () throws -> Void) throws {
        defer { world = nil }
        // Who starts it tries again once.
        for _ in 0..<2 where world == nil && !isOff() { world = try? World(directory: folder) }
        guard let world else { return }
        try body()
        if !isOff() { world.emulator.close() }
    }

    /// The answer to a request, unless the process has died before it.
    private func send(_ request: TestRequest) throws -> TestAnswer? {
        guard let world, !isOff() else { return nil }
        let answer = try world.begin(request).answer(mayFail: true)
        if answer.status < 300 { acknowledged += 1 } else { refused.append(answer.status) }
        return answer
    }

    private func createJob(_ tag: String) throws {
        jobs[tag] = Record()
        let body: JSON = [
            "tag": .string(tag), "sources": ["https://pictures.test/a.png"],
            "modules": ["object_scene_recognition": [:]],
        ]
        let answer = try send(.post("/api/v1/jobs/", json: body).key())
        if answer?.status == 201 { jobs[tag]?.id = answer?["id"]?.string }
    }

    private func upload(_ name: String, count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: ($0 &+ name.utf8.count) &* 2_654_435_761 >> 9) }
        files[name] = Record(bytes: bytes)
        let answer = try send(
            TestRequest("POST", "/api/v2/storage/").key()
                .multipart(.field("folder", "/"), .file("file", name, bytes)))
        if answer?.status == 201 { files[name]?.id = answer?["id"]?.int.map(String.init) }
    }

    private func deleteFile(_ name: String) throws {
        guard let id = files[name]?.id else { return }
        files[name]?.wasDeletionTried = true
        let answer = try send(.delete("/api/v2/storage/\(id)/").key())
        files[name]?.isDeleted = answer.map { $0.status < 300 } ?? false
    }

    private func deleteJob(_ tag: String) throws {
        guard let id = jobs[tag]?.id else { return }
        jobs[tag]?.wasDeletionTried = true
        let answer = try send(.delete("/api/v1/jobs/\(id)/").key())
        jobs[tag]?.isDeleted = answer.map { $0.status < 300 } ?? false
    }

    private func advance(seconds: Double) throws {
        let answer = try send(.post("/__admin/clock/advance", json: ["seconds": .double(seconds)]))
        if answer?.status == 200 { now = answer?["now"]?.string ?? now }
    }

    // MARK: - What must be true

    private func checkJobs(_ circumstances: Comment) throws {
        let kept = try #require(try send(.get("/api/v1/jobs/?limit=100").key())?["data"]?.array)
        for (tag, job) in jobs {
            let found = kept.filter { $0["tag"] == .string(tag) }
            try check(job, isFound: found.map { $0["id"]?.string ?? "" }, "\(circumstances): job \(tag)")
            for job in found { #expect(job["state"] == "completed", "\(circumstances): job \(tag)") }
        }
        #expect(kept.allSatisfy { jobs[$0["tag"]?.string ?? ""] != nil }, circumstances)
    }

    private func checkFiles(_ circumstances: Comment) throws {
        let kept = try #require(try send(.get("/api/v2/storage/").key())?["data"]?.array)
        for (name, file) in files {
            let found = kept.filter { $0["name"] == .string(name) }.compactMap { $0["id"]?.int.map(String.init) }
            try check(file, isFound: found, "\(circumstances): file \(name)")
            for id in found {
                #expect(
                    try send(.get("/api/v2/storage/\(id)/file/").key())?.body == file.bytes,
                    "\(circumstances): file \(name)")
            }
        }
    }

    private func check(_ record: Record, isFound ids: [String], _ circumstances: Comment) throws {
        #expect(ids.count <= 1, circumstances)
        if record.isDeleted {
            #expect(ids == [], circumstances)
        } else if let id = record.id, !record.wasDeletionTried {
            #expect(ids == [id], circumstances)
        }
    }
}
