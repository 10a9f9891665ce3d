// Request files that stay for ever: what must be refused, with its status, and what must be taken.

import Foundation
import HTTP
import Testing

@Suite struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/http").standardizedFileURL

    private static func files(_ name: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: name), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "http" }.sorted { $0.path < $1.path }
    }

    @Test("every refused request is refused with the status in its name, whatever the pieces")
    func refuses() throws {
        let files = try Self.files("rejected")
        #expect(files.count >= 40)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            let status = file.lastPathComponent.prefix(3)
            for piece in [1, 7, Int.max] {
                let error = read(bytes, piece: piece).error
                #expect(
                    error.map { String($0.status) } == String(status),
                    "\(file.lastPathComponent): \(String(describing: error))")
                #expect(error?.rule.contains("RFC") == true, "\(file.lastPathComponent) is refused without a rule")
            }
        }
    }

    @Test("every accepted request is taken to its end, whatever the pieces")
    func accepts() throws {
        let files = try Self.files("accepted")
        #expect(files.count >= 20)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            let whole = read(bytes)
            #expect(whole.error == nil, "\(file.lastPathComponent): \(String(describing: whole.error))")
            #expect(!whole.requests.isEmpty && whole.isBetweenRequests, "\(file.lastPathComponent)")
            #expect(read(bytes, piece: 1) == whole, "\(file.lastPathComponent)")
        }
    }
}
