// The files under fixtures/files.

import Foundation
import System

enum Fixture {
    /// The bytes of a file under fixtures/files; a missing one ends the test.
    static func bytes(_ name: String) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let root = tests.deletingLastPathComponent()
        return Array(try Data(contentsOf: root.appendingPathComponent("fixtures/files/\(name)")))
    }

    static func payload(_ name: String) throws -> Payload {
        .memory(try bytes(name))
    }

    /// The same bytes as a piece of a file, with other bytes around it.
    static func inFile(_ bytes: [UInt8]) throws -> Payload {
        let file = try File.temporary(in: NSTemporaryDirectory())
        try file.write([0xEE, 0xEE, 0xEE] + bytes + [0xEE], at: 0)
        return .file(file, offset: 3, count: bytes.count)
    }
}
