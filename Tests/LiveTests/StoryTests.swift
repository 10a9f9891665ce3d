// What people do first: the commands of the README by curl, and the same by Python's requests.

import Formats
import Foundation
import JSON
import Testing

@Suite("Stories")
struct StoryTests {
    /// Runs a script of `fixtures/stories`, which must end well, and gives its lines.
    ///
    /// - Parameters:
    ///   - interpreter: for Python, Debian's own unless given: the test's packages are installed for it.
    ///   - seconds: how long it may take.
    private static func tell(
        _ story: String, _ arguments: String..., interpreter: String? = nil, seconds: Double = 600
    ) throws -> [String] {
        let interpreter =
            interpreter
            ?? (story.hasSuffix(".py") ? "/usr/bin/python3" : story.hasSuffix(".mjs") ? "/usr/bin/node" : "bash")
        let outcome = try Program.run(
            interpreter, [Folder.fixture("stories/\(story)")] + arguments,
            environment: ["PYTHONDONTWRITEBYTECODE": "1"],
            seconds: seconds)
        guard outcome.ending == .exit(0) else {
            throw LiveFailure("\(story) ended with \(outcome.ending): \(outcome.errors)\(outcome.output)")
        }
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// The Python that has the tools of `Tests/requirements.txt`.
    private static func toolsInterpreter() throws -> String {
        let interpreter = Folder.fixture("../.build/python-tools/bin/python3")
        try #require(
            FileManager.default.isExecutableFile(atPath: interpreter), "`make test-tools` installs the tools.")
        return interpreter
    }

    /// A photo of twelve million pixels: smooth colours with some grain, a few megabytes of JPEG.
    private static func photo() throws -> [UInt8] {
        let (width, height) = (4032, 3024)
        var noise: UInt32 = 1
        var rows: [[UInt8]] = []
        for row in 0..<16 {
            var samples = [UInt8](repeating: 0, count: width * 3)
            for index in 0..<samples.count {
                noise = noise &* 1_664_525 &+ 1_013_904_223
                samples[index] = UInt8(truncatingIfNeeded: (index / 60 + row * 7 + Int(noise >> 28)) % 256)
            }
            rows.append(samples)
        }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for row in 0..<height { samples += rows[row * 7 % 16] }
        let bitmap = try #require(Bitmap(width: width, height: height, layout: .rgb, samples: samples))
        return try JPEGEncoder.encode(bitmap, quality: 90)
    }

    @Test("a photo becomes results by curl, with the clock frozen and moved to idle")
    func visualMining() throws {
        try Folder.temporary { folder in
            let photo = try Self.photo()
            #expect(photo.count > 1 << 20)
            try Data(photo).write(to: URL(filePath: "\(folder)/photo.jpg"))
            try Server.run("--clock", "frozen") { server in
                let lines = try Self.tell("visual-mining.sh", server.base, folder)
                let answers = try lines.map { try JSON(parsing: Array($0.utf8)) }
                try #require(answers.count == 7)
                #expect(answers[0]["url"]?.string?.hasPrefix("storage://") == true)
                #expect(answers[0]["file_size"] == .int(photo.count))
                #expect(answers[1]["state"] == "waiting")
                #expect(answers[2]["state"] == "waiting")
                #expect(answers[3]["complete"] == true)
                #expect(
                    answers[3]["ran"]?.array?.compactMap { $0["transition"]?.string }
                        == ["deepva.job.start", "deepva.job.finish"])
                #expect(answers[4]["state"] == "completed")
                #expect(answers[4]["errors"] == [])
                #expect(answers[4]["result"]?["summary"]?.array?.isEmpty == false)
                #expect(answers[5]["data"]?.array != nil)
                #expect(answers[6]["total"]?.int ?? 0 > 0)
                let thumbnail = try #require(try ImageHeader.read(Folder.bytes("\(folder)/thumbnail")))
                #expect(max(thumbnail.width, thumbnail.height) <= 512)
                #expect(abs(Double(thumbnail.width) / Double(thumbnail.height) - 4.0 / 3) < 0.02)
            }
        }
    }

    @Test("polling shows a job waiting, then processing with rising progress, then completed")
    func polling() throws {
        try Server.run("--clock", "stepping", "--step", "200") { server in
            let answers = try Self.tell("polling.sh", server.base).map { try JSON(parsing: Array($0.utf8)) }
            let states = answers.compactMap { $0["state"]?.string }
            let changes = states.indices.filter { $0 == 0 || states[$0] != states[$0 - 1] }.map { states[$0] }
            #expect(changes == ["waiting", "processing", "completed"])
            let progress = answers.filter { $0["state"] == "processing" }.compactMap { $0["progress"]?.double }
            #expect(progress.count > 3)
            #expect(progress == progress.sorted())
            #expect(Set(progress).count == progress.count)
            #expect(answers.last?["progress"]?.double == 1)
        }
    }

    @Test("a job on the running clock completes by itself")
    func runningClock() throws {
        try Server.run("--rate", "50") { server in
            let made = try server.ask("POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: "running"))
            let id = try #require(made.json["id"]?.string)
            try Deadline.wait(for: "the end of the job") {
                try server.ask("GET", "/api/v1/jobs/\(id)/", Bodies.key).json["state"] == "completed"
            }
        }
    }

    @Test("calibration groups work by curl --form; quotes are curl's, not the name's")
    func groupsByCurl() throws {
        try Server.run { server in
            let answers = try Self.tell("calibration-groups.sh", server.base).map { try JSON(parsing: Array($0.utf8)) }
            try #require(answers.count == 3)
            #expect(answers[0].object?.keys == ["calibration_group_name", "calibration_group_id"])
            #expect(answers[0]["calibration_group_name"] == "left & right = 100%")
            #expect(answers[1]["calibration_group_name"] == "front")
            #expect(answers[2]["groups"]?.array?.count == 1)
            #expect(answers[2]["groups"]?[0] == answers[1])
        }
    }

    @Test("calibration groups and uploads work by requests with data=, json= and files=")
    func groupsByPython() throws {
        try Server.run { server in
            let lines = try Self.tell("calibration_groups.py", server.base)
            #expect(lines == ["ok"])
        }
    }

    @Test("storage and jobs work by requests")
    func storageByPython() throws {
        try Folder.temporary { folder in
            try FileManager.default.copyItem(atPath: Folder.fixture("files/photo.jpg"), toPath: "\(folder)/photo.jpg")
            try Server.run("--clock", "frozen") { server in
                let lines = try Self.tell("storage.py", server.base, folder)
                #expect(lines == ["ok"])
            }
        }
    }

    @Test("pictures become a dataset, a model, results with its people and an export, by requests")
    func ownModelByPython() throws {
        try Server.run("--clock", "frozen") { server in
            let lines = try Self.tell("own_model.py", server.base, Folder.fixture("files"))
            #expect(lines == ["ok"])
        }
    }

    @Test("a dataset goes by requests from its creation to its end, over a broken connection and a killed server")
    func datasetByPython() throws {
        let lines = try Self.tell("deepen_tools.py", Program.binary())
        #expect(lines == ["ok"])
    }

    @Test(
        "sixteen workers in worlds of their own see nothing of each other, and a second run gives the same transcripts")
    func parallelWorkers() throws {
        let runs = try (0..<2).map { _ in
            try Server.run { server in try Self.tell("parallel_workers.py", server.base, "1000") }
        }
        #expect(runs[0].count == 17)
        #expect(runs[0].last == "ok")
        #expect(runs[0] == runs[1])
    }

    @Test("planned faults reach the client as they were planned, and hostile pages do not reach the control plane")
    func faults() throws {
        let lines = try Server.run { server in try Self.tell("faults.py", server.base) }
        #expect(lines == ["ok"])
    }

    @Test("a log that nobody reads does not hold up the server")
    func unreadLog() throws {
        let lines = try Self.tell("unread_log.py", Program.binary())
        #expect(lines == ["ok"])
    }

    @Test("from registration to a model that corrections have made better, in all formats, by requests and openpyxl")
    func studioByPython() throws {
        try Server.run("--clock", "frozen") { server in
            let lines = try Self.tell("studio.py", server.base, "5000")
            #expect(lines == ["ok"])
        }
    }

    @Test("CSV files become batches, their jobs run one by one, and a report adds them up, by requests")
    func batchesByPython() throws {
        try Server.run("--clock", "frozen") { server in
            let lines = try Self.tell("batch_report.py", server.base)
            #expect(lines == ["ok"])
        }
    }

    @Test(
        "a refused upload of any size reaches its sender, by plain sockets, requests and Node; packed bodies are unpacked",
        arguments: ["early_refusals.py", "early_refusals.mjs"])
    func earlyRefusals(story: String) throws {
        let lines = try Server.run { server in try Self.tell(story, server.base) }
        #expect(lines == ["ok"])
    }

    @Test("files and bodies that unpack to very much cost little memory, and leave room for short requests")
    func hostileFiles() throws {
        let lines = try Server.run("--clock", "frozen") { server in
            let lines = try Self.tell("hostile_files.py", server.base, String(server.process.id))
            #expect(server.isHealthy)
            return lines
        }
        #expect(lines.last == "ok", "\(lines)")
    }

    @Test("large files come back whole, also pipelined, to readers of any pace")
    func largeDownloads() throws {
        let lines = try Server.run { server in try Self.tell("large_downloads.py", server.base) }
        #expect(lines == ["ok"])
    }

    @Test("people walk through the dashboard in a browser, with hostile names and ten thousand requests in it")
    func dashboard() throws {
        let lines = try Server.run("--demo", "--clock", "frozen", "--journal-size", "12000") { server in
            try Server.run("--admin-token", "plainly-fake") { locked in
                try Self.tell(
                    "dashboard.py", server.base, locked.base, Folder.fixture("files/photo.jpg"),
                    interpreter: Self.toolsInterpreter(), seconds: 300)
            }
        }
        #expect(lines == ["ok"])
    }

    @Test("the served contracts satisfy a validator, a generator of clients and a fuzzer")
    func publicTools() throws {
        let interpreter = try Self.toolsInterpreter()
        let lines = try Server.run { server in
            try Self.tell(
                "public_tools.py", server.base, Folder.fixture("stories/public_tools.json"), interpreter: interpreter,
                seconds: 600)
        }
        #expect(lines == ["ok"])
    }

    @Test("a client with three mistakes fails the verdict with three precise texts, and passes when it is corrected")
    func verdict() throws {
        let interpreter = Folder.fixture("../.build/python-tools/bin/python3")
        try Folder.temporary { folder in
            try Server.run { server in
                _ = try Self.tell("verdict.py", Program.binary(), server.base, folder, interpreter: interpreter)
            }
        }
    }

    @Test("requests are passed on to a real service, and its changed answers are found")
    func upstream() throws {
        try Folder.temporary { folder in _ = try Self.tell("upstream.py", Program.binary(), folder) }
    }

    @Test("records that would wait for ever are set going by the next start, and damaged data is named by a check")
    func checkedData() throws {
        let lines = try Folder.temporary { folder in try Self.tell("check_data.py", Program.binary(), folder) }
        #expect(lines == ["ok"])
    }

    @Test("files that may not grow, and descriptors that have run out, are like a full disk")
    func fileLimits() throws {
        let lines = try Folder.temporary { folder in try Self.tell("file_limits.py", Program.binary(), folder) }
        #expect(lines == ["ok"])
    }

    @Test("more connections than descriptors wait and are all served; uploads in pieces share a descriptor")
    func fewDescriptors() throws {
        #expect(try Self.tell("few_descriptors.py", Program.binary()) == ["ok"])
    }

    @Test("sixty uploads and forty slow readers at a time share the memory that there is")
    func crowds() throws {
        let lines = try Self.tell("crowds.py", Program.binary())
        #expect(lines.last == "ok", "\(lines)")
    }

    @Test("worlds are copied, put back and moved in time while sixteen connections write, and nothing is lost")
    func worlds() throws {
        let lines = try Folder.temporary { folder in try Self.tell("worlds.py", Program.binary(), folder) }
        #expect(lines == ["ok"])
    }
}
