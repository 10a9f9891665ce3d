// `deepmock demo`: its world, what it says, and the browser that it opens.

import Foundation
import JSON
import Testing

@Suite("Demo")
struct DemoTests {
    private static let mining = ("Authorization", "Key demo-key")
    private static let deepen = ("Authorization", "Bearer demo-token")
    private static let studio = ("Authorization", "Bearer default:me")

    @Test("the world has work on all four platforms: done, failed and under way")
    func world() throws {
        try Server.run(command: "demo", environment: ["CI": "1"]) { server in
            func get(_ path: String, _ header: (String, String)) throws -> JSON {
                let answer = try server.ask("GET", path, [header.0: header.1])
                #expect(answer.status == 200, "\(path): \(answer.text)")
                return try JSON(parsing: answer.body)
            }
            // The last ones wait for half a second before they begin.
            let states = { (path: String) in
                try get(path, Self.mining)["data"]?.array?.compactMap { $0["state"]?.string } ?? []
            }
            try Deadline.wait(for: "work that is under way") {
                try states("/api/v1/jobs/?tag=night%20shift") == ["processing"]
                    && states("/api/v1/trainings/").sorted() == ["completed", "processing"]
            }
            #expect(Set(try states("/api/v1/jobs/?limit=100")) == ["completed", "failed", "processing"])
            let seen = try get("/api/v1/jobs/?tag=day%20shift", Self.mining).serialized()
            #expect(String(decoding: seen, as: UTF8.self).contains("Old lighthouse"))

            let models = try get("/projects/1/models", Self.studio).array ?? []
            #expect(models.compactMap { $0["display_name"]?.string } == ["Topics", "Topics again"])
            #expect(models.first?["status"]?.string == "READY")
            #expect(models.last?["status"]?.string != "READY")
            let analyses = try get("/analyses", Self.studio).array ?? []
            #expect(analyses.compactMap { $0["status"]?.string } == ["FINISHED"])

            let datasets = try get("/api/v2/clients/demo/datasets", Self.deepen).object ?? [:]
            let quay = try #require(datasets.first { $0.value["dataset_name"]?.string == "north quay" }?.key)
            let labels = try get("/api/v2/datasets/\(quay)/labels", Self.deepen)
            #expect(labels["labels"]?.array?.count == 10)

            let groups = try get("/api/v2/external/clients/demo/calibration_groups", Self.deepen)["groups"]?.array ?? []
            let gate = groups.first { $0["calibration_group_name"]?.string == "Gate 4" }
            #expect(gate?["calibration_ids"]?.array?.count == 2)

            let ended = try server.ask("POST", "/__admin/clock/advance", json: ["to": "idle"])
            #expect(ended.status == 200)
            #expect(try states("/api/v1/jobs/?tag=night%20shift") == ["completed"])
        }
    }

    @Test("what it proposes works, and the ready line stays alone on standard output")
    func advice() throws {
        try Server.run(command: "demo", environment: ["CI": "1"]) { server in
            func commands() -> [Substring] {
                server.process.errors.split(separator: "\n").filter { $0.hasPrefix("  curl ") }
            }
            try Deadline.wait(for: "what it proposes") {
                commands().count == 6 && server.process.output.hasSuffix("\n")
            }
            for command in commands() {
                let outcome = try Program.run("bash", ["-c", "curl -sS --fail -o /dev/null" + command.dropFirst(6)])
                #expect(outcome.ending == .exit(0), "\(command): \(outcome.errors)")
            }
            #expect(server.process.output.split(separator: "\n").count == 1)
        }
    }

    @Test("more start data comes after its own", arguments: [#"[]"#, #"{"requests": []}"#, #"{"nothing": 1}"#])
    func ownSeed(text: String) throws {
        try Folder.temporary { folder in
            let request = #"{"method": "GET", "path": "/api/v1/jobs/", "headers": {"Authorization": "Key demo-key"}}"#
            let seed = "\(folder)/seed.json"
            try text.replacing("[]", with: "[\(request)]").write(toFile: seed, atomically: true, encoding: .utf8)
            if text.contains("nothing") {
                let outcome = try Program.deepmock("demo", "--port", "0", "--seed-file", seed)
                #expect(outcome.ending == .exit(1))
                #expect(outcome.errors.contains("A seed must be"), "\(outcome.errors)")
            } else {
                try Server.run("--seed-file", seed, command: "demo", environment: ["CI": "1"]) { server in
                    #expect(server.isHealthy)
                }
            }
        }
    }

    @Test(
        "the dashboard is opened where there is a desktop, and nowhere else",
        arguments: [
            (["DISPLAY": ":9", "CI": ""], true), (["WAYLAND_DISPLAY": "wayland-9", "CI": ""], true),
            (["DISPLAY": ":9", "CI": "true"], false), (["DISPLAY": "", "WAYLAND_DISPLAY": "", "CI": ""], false),
            (["DISPLAY": ":9", "CI": "", "DEEPMOCK_NO_BROWSER": "1"], false),
        ])
    func browser(environment: [String: String], isOpened: Bool) throws {
        try Folder.temporary { folder in
            let script = "#!/bin/sh\nprintf '%s' \"$1\" >'\(folder)/part' && mv '\(folder)/part' '\(folder)/opened'\n"
            let program = "\(folder)/xdg-open"
            // By a program of its own: a file that this process writes may be open in a child that is being started, and
            // cannot be run meanwhile.
            let written = try Program.run(
                "bash", ["-c", "printf '%s' \"$SCRIPT\" >\"$0\" && chmod +x \"$0\"", program],
                environment: ["SCRIPT": script])
            try #require(written.ending == .exit(0), "\(written.errors)")
            let path = "\(folder):" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
            try Server.run(command: "demo", environment: environment.merging(["PATH": path]) { $1 }) { server in
                if isOpened {
                    try Deadline.wait(for: "the browser") { FileManager.default.fileExists(atPath: "\(folder)/opened") }
                    #expect(Folder.text("\(folder)/opened") == server.base + "/__admin/")
                } else {
                    // The advice is written just before a browser would be started.
                    try Deadline.wait(for: "the advice") { server.process.errors.contains("Control-C") }
                    #expect(server.isHealthy)
                    #expect(!FileManager.default.fileExists(atPath: "\(folder)/opened"))
                }
            }
        }
    }
}
