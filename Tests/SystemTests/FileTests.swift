// Files, temporary files and payloads over them.

import Foundation
import System
import Testing

@Suite struct FileTests {
    private let folder = NSTemporaryDirectory() + "/deepmock-\(UUID().uuidString)"

    init() throws {
        try Files.createDirectory(folder)
    }

    @Test("what is written at an offset is read there, and reading ends where the file ends")
    func readsWhatWasWritten() throws {
        let file = try File.temporary(in: folder)
        try file.write([1, 2, 3, 4], at: 2)
        #expect(try file.size() == 6)
        #expect(try file.read(at: 0, count: 100) == [0, 0, 1, 2, 3, 4])
        #expect(try file.read(at: 6, count: 1) == [])
        try file.truncate(to: 3)
        #expect(try file.read(at: 2, count: 5) == [1])
        #expect(try Files.list(folder).isEmpty)
    }

    @Test("an unnamed file gets a name once, and never takes one that is in use")
    func publishes() throws {
        let file = try File.temporary(in: folder)
        try file.write([7], at: 0)
        try file.publish(as: folder + "/named", durably: true)
        #expect(try Files.read(folder + "/named", maximumBytes: 1) == [7])
        let error = #expect(throws: SystemError.self) { try file.publish(as: folder + "/named", durably: false) }
        #expect(error?.code == EEXIST)
    }

    @Test("opening says what is wrong and with which file")
    func failsWithTheName() {
        let error = #expect(throws: SystemError.self) { try File(opening: folder + "/absent", mode: .read) }
        #expect(error?.isNotFound == true)
        #expect(error?.message.contains("absent") == true)
        #expect(throws: SystemError.self) { try File(opening: "a\0b", mode: .readWrite) }
    }

    @Test("a payload is a window on its bytes, in memory and in a file alike")
    func windows() throws {
        let bytes = (0..<100).map { UInt8($0) }
        let file = try File.temporary(in: folder)
        try file.write(bytes, at: 0)
        for payload in [Payload.memory(Array(bytes[10..<30])), .file(file, offset: 10, count: 20)] {
            #expect(payload.count == 20)
            #expect(try payload.read(at: 5, count: 3) == [15, 16, 17])
            #expect(try payload.read(at: 18, count: 30) == [28, 29])
            #expect(try payload.read(at: 40, count: 1) == [])
            #expect(try payload.read(at: -5, count: -1) == [])
            #expect(try payload.bytes(maximum: 20) == Array(bytes[10..<30]))
            let error = #expect(throws: SystemError.self) { try payload.bytes(maximum: 19) }
            #expect(error?.code == EFBIG)
        }
    }
}
