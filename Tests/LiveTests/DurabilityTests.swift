// What was acknowledged stays, whatever happens to the process or the disk.

import Foundation
import JSON
import Testing

@Suite("Durability")
struct DurabilityTests {
    private static let connectionCount = 5
    private static let jobsEach = 30

    /// A transition of the schedule that has run.
    private struct Run: Hashable {
        let transition: String
        let subject: String

        init(_ json: JSON) {
            transition = json["transition"]?.string ?? ""
            subject = json["subject"]?.string ?? ""
        }

        static func all(in answer: Answer) -> [Run] { answer.json["ran"]?.array?.map(Run.init) ?? [] }
    }

    /// Every job of a server, by id.
    private static func jobs(_ server: Server) throws -> [String: JSON] {
        var jobs: [String: JSON] = [:]
        let connection = try server.connect()
        var offset = 0
        while true {
            let page = try connection.ask("GET", "/api/v1/jobs/?limit=100&offset=\(offset)", Bodies.key)
            let items = try #require(page.json["data"]?.array)
            for job in items {
                let id = try #require(job["id"]?.string)
                #expect(jobs[id] == nil, "job \(id) is listed twice")
                jobs[id] = job
            }
            offset += items.count
            if items.isEmpty || offset >= page.json["total"]?.int ?? 0 { return jobs }
        }
    }

    /// Moves the clock until no work is left; gives what ran.
    private static func finish(_ server: Server) throws -> [Run] {
        let answer = try server.ask("POST", "/__admin/clock/advance", json: ["to": "idle"])
        #expect(answer.json["complete"] == true)
        return Run.all(in: answer)
    }

    @Test(
        "kill -9 among writes loses nothing that was acknowledged, doubles nothing, and every job reaches its end",
        arguments: [1, 40, 110])
    func kill(afterAnswers wanted: Int) throws {
        try Folder.temporary { folder in
            var acknowledged: [String: String] = [:]
            var ran: [Run] = []
            func note(_ answer: Answer) throws {
                #expect(answer.status == 201)
                acknowledged[try #require(answer.json["id"]?.string)] = try #require(answer.json["tag"]?.string)
            }
            try Server.run("--data", folder + "/data", "--clock", "frozen") { server in
                let mover = try server.connect()
                for _ in 0..<30 {
                    try mover.send(Connection.request("POST", "/__admin/clock/advance", json: ["seconds": 1]))
                }
                let writers = try (0..<Self.connectionCount).map { number in
                    let writer = try server.connect()
                    let requests = (0..<Self.jobsEach).map { index in
                        Connection.request(
                            "POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: "\(number)-\(index)"))
                    }
                    try writer.send(Array(requests.joined()))
                    return writer
                }
                try Deadline.wait(for: "\(wanted) answers") {
                    for writer in writers {
                        while acknowledged.count < wanted, let answer = try writer.answerAtHand() { try note(answer) }
                    }
                    return acknowledged.count >= wanted
                }
                server.process.kill()
                // What was on its way has been acknowledged, too.
                for writer in writers { while let answer = try writer.answerOrEnd() { try note(answer) } }
                while let answer = try mover.answerOrEnd() { ran += Run.all(in: answer) }
            }
            let check = try Program.run(Program.binary(), ["check", folder + "/data"])
            #expect(check.output == "1 worlds checked, 0 things repaired, 0 left\n")
            #expect(check.ending == .exit(0))
            try Server.run("--data", folder + "/data", "--clock", "frozen") { server in
                let kept = try Self.jobs(server)
                for (id, tag) in acknowledged { #expect(kept[id]?["tag"] == .string(tag)) }
                let tags = kept.values.compactMap { $0["tag"]?.string }
                #expect(Set(tags).count == kept.count, "a write was done twice")
                #expect(kept.count >= acknowledged.count)

                // One that comes afterwards is like the others.
                try note(server.ask("POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: "after")))
                ran += try Self.finish(server)
                #expect(Set(ran).count == ran.count, "a transition ran twice")
                let ended = try Self.jobs(server)
                #expect(ended.count == kept.count + 1)
                for job in ended.values { #expect(job["state"] == "completed") }
            }
        }
    }

    @Test("state, clock and files survive a restart and a kill; temporary files do not")
    func restart() throws {
        try Folder.temporary { folder in
            let file = [UInt8]((0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
            var storage = 0
            try Server.run("--data", folder + "/data", "--clock", "frozen", "--now", "2031-01-01T00:00:00Z") { server in
                let stored = try server.store("a.bin", file)
                storage = try #require(stored.json["id"]?.int)
                #expect(try server.ask("POST", "/__admin/clock/advance", json: ["seconds": 3600]).status == 200)
                // Half an upload is under way when the process dies.
                let connection = try server.connect()
                let request = Connection.request(
                    "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"),
                    body: Bodies.upload("b.bin", file))
                try connection.send(Array(request.dropLast(1000)))
                #expect(server.isHealthy)
                server.process.kill()
            }
            for _ in 0..<2 {
                try Server.run("--data", folder + "/data") { server in
                    #expect(try server.ask("GET", "/api/v2/storage/\(storage)/file/", Bodies.key).body == file)
                    #expect(try server.ask("GET", "/api/v2/storage/", Bodies.key).json["total"] == 1)
                    let clock = try server.ask("GET", "/__admin/clock")
                    #expect(clock.json["mode"] == "frozen")
                    #expect(clock.json["now"]?.string?.hasPrefix("2031-01-01T01:00:00") == true)
                    server.process.kill()
                }
            }
        }
    }

    @Test("on a full disk writes are refused in the platform's shape, reading goes on, and room brings writing back")
    func fullDisk() throws {
        try SmallDisk.mounted { disk in
            var acknowledged: Set<String> = []
            var refused: Set<String> = []
            try Server.run("--data", disk.path + "/data", "--clock", "frozen") { server in
                func post(_ tag: String) throws -> Answer {
                    let answer = try server.ask("POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: tag))
                    if answer.status == 201 { acknowledged.insert(tag) } else { refused.insert(tag) }
                    return answer
                }
                for number in 0..<10 { #expect(try post("before-\(number)").status == 201) }
                try disk.fill()
                var answer = try post("full-0")
                for number in 1..<2000 where answer.status == 201 { answer = try post("full-\(number)") }
                #expect(answer.status == 507)
                #expect(answer.json["message"]?.string?.isEmpty == false)
                let upload = try server.store("a.bin", [UInt8](repeating: 1, count: 3 << 20))
                #expect(upload.status == 507)
                #expect(upload.has("message"))
                #expect(server.isHealthy)
                #expect(try Self.jobs(server).count == acknowledged.count)

                try disk.makeRoom()
                for number in 0..<10 { #expect(try post("after-\(number)").status == 201) }
                server.process.kill()
            }
            try Server.run("--data", disk.path + "/data") { server in
                let tags = try Self.jobs(server).values.compactMap { $0["tag"]?.string }
                #expect(tags.count == acknowledged.count)
                #expect(Set(tags) == acknowledged)
                #expect(refused.isDisjoint(with: tags))
                _ = try Self.finish(server)
                for job in try Self.jobs(server).values { #expect(job["state"] == "completed") }
            }
        }
    }
}
