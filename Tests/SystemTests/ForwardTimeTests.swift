// Time follows the wall clock forward, and never back.

import System
import Testing

@Suite struct ForwardTimeTests {
    @Test("it shows the wall clock, also after a jump forward, and does not ask for anything else")
    func follows() {
        var time = ForwardTime()
        for wall in [1000, 1000, 1001, 3_600_001_001] {
            #expect(time.read(wall: wall) { fatalError("the steady clock is not needed") } == wall)
        }
    }

    @Test("when the wall clock is set back it goes on, at the pace of the steady clock, until the wall clock is ahead")
    func neverGoesBack() {
        var time = ForwardTime()
        var (wall, steady) = (10_000, 50)
        func read() -> Int { time.read(wall: wall) { steady } }
        #expect(read() == 10_000)
        wall = 4000
        #expect(read() == 10_000)
        (wall, steady) = (4700, 750)
        #expect(read() == 10_700)
        (wall, steady) = (5700, 1750)
        #expect(read() == 11_700)
        (wall, steady) = (11_800, 1850)
        #expect(read() == 11_800)
        (wall, steady) = (11_000, 1900)
        #expect(read() == 11_800)
    }
}
