// Tests of the clock's three ways of moving.

import Emulator
import Testing

@Suite("Clock")
struct ClockTests {
    private let start = Clock.defaultStart

    @Test("running follows the wall clock at its rate")
    func running() {
        let clock = Clock(mode: .running, now: start, wall: 1000, rate: 60)
        #expect(clock.now(wall: 1000) == start)
        #expect(clock.now(wall: 1_001_000) == start.advanced(bySeconds: 60))
        #expect(clock.wall(at: start.advanced(bySeconds: 120)) == 2_001_000)
    }

    @Test("frozen stands still and will get nowhere by itself")
    func frozen() {
        let clock = Clock(mode: .frozen, now: start, wall: 0)
        #expect(clock.now(wall: 99_000_000) == start)
        #expect(clock.wall(at: start.advanced(bySeconds: 1)) == nil)
    }

    @Test("stepping goes on by its step, and only stepping does")
    func stepping() {
        var clock = Clock(mode: .stepping, now: start, wall: 0, stepMilliseconds: 250)
        clock.step()
        clock.step()
        #expect(clock.now(wall: 7) == start.advanced(byMilliseconds: 500))
        var frozen = Clock(mode: .frozen, now: start, wall: 0)
        frozen.step()
        #expect(frozen.now(wall: 0) == start)
    }

    @Test("changing how it moves does not move it")
    func changing() {
        var clock = Clock(mode: .running, now: start, wall: 0, rate: 2)
        clock.change(mode: .frozen, rate: nil, stepMilliseconds: nil, wall: 3_000_000)
        #expect(clock.now(wall: 50_000_000) == start.advanced(bySeconds: 6))
        clock.change(mode: .running, rate: 1, stepMilliseconds: nil, wall: 50_000_000)
        #expect(clock.now(wall: 51_000_000) == start.advanced(bySeconds: 7))
    }

    @Test("extreme rates and times saturate instead of trapping", arguments: [1e-9, 1e9])
    func extremes(rate: Double) {
        let clock = Clock(mode: .running, now: .latest, wall: 0, rate: rate)
        _ = clock.now(wall: .max / 4)
        _ = clock.wall(at: .earliest)
    }
}
