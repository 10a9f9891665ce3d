// Several servers: what HAProxy is told, and what it then does.

import Foundation
import TestSupport
import Testing

@Suite("Scale")
struct ScaleTests {
    private static let example = (0..<3).map { "deepmock-\($0).deepmock:8484" }

    @Test("the configuration in the repository is the one that the program prints, and HAProxy takes it")
    func configuration() throws {
        let printed = try Program.run(Program.binary(), ["route", "--listen", ":8484"] + Self.example)
        #expect(printed.ending == .exit(0), "\(printed.errors)")
        #expect(printed.output == Repository.text("docker/haproxy.cfg"))
        try Folder.temporary { folder in
            let (pins, file) = ("\(folder)/pins.map", "\(folder)/haproxy.cfg")
            try Data().write(to: URL(filePath: pins))
            let text = printed.output.replacing("/etc/haproxy/pins.map", with: pins)
            try Data(text.utf8).write(to: URL(filePath: file))
            let checked = try Program.run("/usr/sbin/haproxy", ["-c", "-f", file])
            #expect(checked.ending == .exit(0), "\(checked.errors)")
        }
    }

    @Test(
        "servers that cannot be routed to are refused",
        arguments: [[], ["127.0.0.1"], ["a:1", "a:1"], ["a b:1"], ["a:0"], ["http://a:1"]])
    func refuses(servers: [String]) throws {
        let outcome = try Program.run(Program.binary(), ["route"] + servers)
        #expect(outcome.ending != .exit(0))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("deepmock: "))
    }

    @Test("the manifest for Kubernetes and the configuration of HAProxy fit together")
    func manifest() throws {
        let outcome = try Program.run(
            Repository.path + ".build/python-tools/bin/python3",
            [
                Folder.fixture("stories/scale_manifest.py"), try Program.binary(),
                Repository.path + "docker/kubernetes-haproxy.yaml", Repository.path + "docker/haproxy.cfg",
            ])
        #expect(outcome.output == "ok\n", "\(outcome.errors)")
    }

    @Test(
        "sixty-four worlds on three servers behind HAProxy: one is killed, one is added, worlds move, nothing is lost")
    func story() throws {
        try Folder.temporary { folder in
            let outcome = try Program.run(
                "/usr/bin/python3", [Folder.fixture("stories/scale.py"), try Program.binary(), folder],
                environment: ["PYTHONDONTWRITEBYTECODE": "1"], seconds: 240)
            #expect(outcome.output == "ok\n", "\(outcome.errors)")
        }
    }
}
