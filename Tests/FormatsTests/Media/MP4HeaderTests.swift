// Video headers.

import Formats
import Mutations
import System
import Testing

@Suite struct MP4HeaderTests {
    @Test("size, length and frame rate are read")
    func clip() throws {
        let header = try MP4Header.read(try Fixture.payload("clip.mp4"))
        let video = try #require(header.video)
        #expect(header.duration == 2)
        #expect((video.width, video.height) == (64, 48))
        #expect(video.framesPerSecond == 25)
        #expect(video.sampleCount == 50)
        #expect(video.duration == 2)
        #expect(video.codec == "jpeg")
        #expect(header.audio == nil)
    }

    @Test("the header is found behind the media, and a rate that is no whole number is exact")
    func lateHeader() throws {
        let bytes = try Fixture.bytes("clip-late-header.mp4")
        let header = try MP4Header.read(.memory(bytes))
        #expect(header.video?.framesPerSecond == 30000.0 / 1001)
        #expect(header.video?.sampleCount == 60)
        #expect(try MP4Header.read(try Fixture.inFile(bytes)) == header)
    }

    @Test("a frame rate that no video has is unknown")
    func impossibleFrameRate() throws {
        let header = try MP4Header.read(try Fixture.payload("hostile/impossible-frame-rate.mp4"))
        #expect(header.tracks.allSatisfy { $0.framesPerSecond == nil })
    }

    @Test("a 64-bit size, and the size that means up to the end")
    func sizes() throws {
        let bytes = try Fixture.bytes("clip-late-header.mp4")
        // mdat comes second, behind 28 bytes of ftyp.
        let moov = try #require((0..<bytes.count).first { bytes[$0...].starts(with: Array("moov".utf8)) }) - 4
        let media = Array(bytes[36..<moov])
        let size = (0..<8).map { UInt8(truncatingIfNeeded: (media.count + 16) >> (56 - 8 * $0)) }
        let long = bytes[..<28] + [0, 0, 0, 1] + Array("mdat".utf8) + size + media + bytes[moov...]
        #expect(try MP4Header.read(.memory(Array(long))).video?.sampleCount == 60)
        var open = bytes
        open.replaceSubrange(moov..<moov + 4, with: [0, 0, 0, 0])
        #expect(try MP4Header.read(.memory(open)).video?.sampleCount == 60)
    }

    @Test("media that is cut off does not matter, a header that is cut off does")
    func truncation() throws {
        let bytes = try Fixture.bytes("clip.mp4")
        #expect(try MP4Header.read(.memory(bytes.dropLast(500))).video?.sampleCount == 50)
        let cut = try Fixture.payload("hostile/truncated.mp4")
        #expect(throws: MP4Error.truncated) { try MP4Header.read(cut) }
        let late = try Fixture.bytes("clip-late-header.mp4")
        #expect(throws: MP4Error.truncated) { try MP4Header.read(.memory(late.dropLast(10))) }
        #expect(throws: MP4Error.truncated) { try MP4Header.read(.memory(Array(late[..<1000]))) }
    }

    @Test(
        "other files are told apart",
        arguments: [[], [0], [UInt8](repeating: 0, count: 100), Array("not a video at all, but text".utf8)] as [[UInt8]]
    )
    func others(bytes: [UInt8]) {
        #expect(throws: MP4Error.notMP4) { try MP4Header.read(.memory(bytes)) }
    }

    @Test("a file without a movie box is damaged")
    func noMovie() {
        let bytes: [UInt8] = [0, 0, 0, 8] + Array("free".utf8)
        #expect(throws: MP4Error.damaged("it has no movie box")) { try MP4Header.read(.memory(bytes)) }
        let many = Array(repeatElement(bytes, count: 10_001).joined()) + [0]
        #expect(throws: MP4Error.damaged("it has more than 10000 boxes")) { try MP4Header.read(.memory(many)) }
    }

    @Test("a time table that claims more than its box holds is damaged")
    func timeTable() throws {
        var bytes = try Fixture.bytes("clip.mp4")
        let table = try #require((0..<bytes.count).first { bytes[$0...].starts(with: Array("stts".utf8)) })
        bytes.replaceSubrange(table + 8..<table + 12, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: MP4Error.damaged("a time table is longer than its box")) { try MP4Header.read(.memory(bytes)) }
        bytes.replaceSubrange(table + 8..<table + 20, with: [0, 0, 0, 1] + [UInt8](repeating: 0xFF, count: 8))
        #expect(throws: MP4Error.damaged("the sum of its time table is impossible")) {
            try MP4Header.read(.memory(bytes))
        }
    }

    /// A movie box with one table of so many runs of samples.
    private static func clip(runs: Int) -> [UInt8] {
        func box(_ type: String, _ body: [UInt8]) -> [UInt8] {
            let count = body.count + 8
            return (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + Array(type.utf8) + body
        }
        let count = (0..<4).map { UInt8(truncatingIfNeeded: runs >> (24 - 8 * $0)) }
        let table = box(
            "stts", [0, 0, 0, 0] + count + (0..<runs).flatMap { _ in [0, 0, 0, 1, 0, 0, 0, 1] as [UInt8] })
        return box("moov", box("trak", box("mdia", box("minf", box("stbl", table)))))
    }

    @Test("every box and every run of samples is charged, and reading stops when nobody waits for it")
    func charged() throws {
        let bytes = Self.clip(runs: 5000)
        #expect(try MP4Header.read(.memory(bytes)).tracks.map(\.sampleCount) == [5000])
        // Six boxes, each of which is looked at by its parent, and the runs.
        #expect(try MP4Header.read(.memory(bytes), budget: WorkBudget(.init(values: 5006))).tracks.count == 1)
        #expect(throws: WorkError.tooMuch(.values, limit: 5005)) {
            try MP4Header.read(.memory(bytes), budget: WorkBudget(.init(values: 5005)))
        }
        let gone = WorkCancellation()
        gone.cancel()
        #expect(throws: WorkError.cancelled) {
            try MP4Header.read(.memory(bytes), budget: WorkBudget(cancellations: [gone]))
        }
    }

    @Test("every cut and any damage gives a header or an error")
    func mutations() throws {
        let bytes = try Fixture.bytes("clip.mp4")
        for length in 0..<1000 { _ = try? MP4Header.read(.memory(Array(bytes[..<length]))) }
        var mutator = Mutator(seed: 3)
        let header = Array(bytes[..<1100])
        var outcomes = (read: 0, refused: 0)
        for _ in 0..<6000 {
            do {
                let header = try MP4Header.read(.memory(mutator.mutate(header)))
                for track in header.tracks {
                    #expect(track.duration >= 0 && track.width >= 0)
                    #expect(MP4Track.frameRates.contains(track.framesPerSecond ?? 1))
                }
                outcomes.read += 1
            } catch let error as MP4Error {
                #expect(!error.message.isEmpty)
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 0 && outcomes.refused > 0)
    }
}
