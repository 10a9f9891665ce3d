// Sizes, frames and lengths that no media have.

import JSON
import Testing

@testable import DeepVA

@Suite("DeepVA: media headers")
struct MediaInfoTests {
    @Test("values that an earlier version stored unchecked are brought into range when they are read")
    func heals() throws {
        let stored: JSON = [
            "width": .int(.max), "height": -3, "fps": 1.8e19, "frames": .int(.max), "duration": 1e300,
        ]
        let info = try #require(MediaInfo(json: stored))
        #expect(info == MediaInfo(width: 1 << 24, height: 0, fps: 0, frames: 100_000_000, duration: 10_000_000))
        #expect(MediaInfo(width: 1, height: 1, fps: .nan, frames: 1, duration: .nan).duration == 0)
    }

    @Test("what media have stays as it is")
    func keeps() {
        let info = MediaInfo(width: 1920, height: 1080, fps: 29.97, frames: 2997, duration: 100)
        #expect(info.fps == 29.97)
        #expect(info.frames == 2997)
        #expect(info.duration == 100)
    }
}
