// Reading the lines of texts in files.

import Emulator
import System
import Testing

@testable import DeepOpinion

@Suite struct LineReaderTests {
    private func payload(_ bytes: [UInt8]) throws -> Payload {
        let file = try File.temporary(in: TemporaryDirectory.path)
        try file.write(bytes, at: 0)
        return .file(file, count: bytes.count)
    }

    private func lines(_ payload: Payload) throws -> [String] {
        var reader = try LineReader(payload)
        var lines: [String] = []
        while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    @Test("lines end with LF, CR or both, and the last one needs no end")
    func ends() throws {
        #expect(try lines(.memory(Array("\u{FEFF}a\nb\rc\r\n\nd".utf8))) == ["a", "b", "c", "", "", "d"])
        #expect(try lines(.memory([])) == [])
        #expect(try lines(.memory([10])) == [""])
    }

    @Test("lines of any length are read across the pieces of a file")
    func pieces() throws {
        let texts = [0, 1, 262_143, 262_144, 700_000, 5].map { String(repeating: "z", count: $0) }
        #expect(try lines(payload(Array(texts.joined(separator: "\n").utf8))) == texts)
    }

    @Test("a line that is too long is refused")
    func tooLong() throws {
        let bytes = [UInt8](repeating: 65, count: LineReader.maximumLine + (1 << 20))
        let error = #expect(throws: Problem.self) { try lines(payload(bytes)) }
        #expect(error?.status == 400)
    }
}
