// The image cannot be built here; that it has every library of the binary can be proved all the same.

import Foundation
import Testing

@Suite("Docker image")
struct DockerImageTests {
    @Test("the packages that the image installs, and the base image, have every library that the binary links to")
    func hasEveryLibrary() throws {
        let dockerfile = Folder.text(
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docker/Dockerfile").path)
        let stage = try #require(dockerfile.components(separatedBy: "FROM ${DEBIAN}").last)
        let installed = try #require(stage.firstMatch(of: /--no-install-recommends \\\n([^&]+?)\\?\n\s+&&/)).1
            .split(whereSeparator: { " \\\n".contains($0) }).map(String.init)
        #expect(installed.count == 6)
        // What every Debian image has, and what the packages above bring along by their own dependencies.
        let given: Set = [
            "libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libbz2-1.0", "liblzma5", "libzstd1", "libgnutls30",
        ]
        let links = try Program.run("ldd", [Program.binary()], seconds: 30).output
        // The image's binary has the Swift runtime inside.
        let libraries = links.matches(of: /=> (\/[^ ]+)/).map { String($0.1) }.filter { !$0.contains("/swift/") }
        #expect(libraries.count > 6)
        for library in libraries {
            let name = URL(filePath: library).lastPathComponent
            let owner = try Program.run(
                "bash", ["-c", "dpkg -S '*/\(name)' | grep -v '^diversion' | head -1"], seconds: 30
            ).output
            let package = String(owner.prefix { $0 != ":" })
            #expect(installed.contains(package) || given.contains(package), "\(library) is of \(package)")
        }
        // A library that is installed for nothing would be a leftover.
        for package in installed {
            let files = try Program.run("bash", ["-c", "dpkg -L \(package) | grep '\\.so'"], seconds: 30).output
            let isUsed = libraries.contains { files.contains(URL(filePath: $0).lastPathComponent) }
            #expect(isUsed, "\(package) is installed, but not needed")
        }
    }
}
