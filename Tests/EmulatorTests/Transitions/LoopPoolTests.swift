// The lanes of the thread pool.

import Dispatch
import Emulator
import EventLoop
import Testing

@testable import Host

@Suite("Lanes of the thread pool")
struct LoopPoolTests {
    @Test("long work takes half of the threads, and short work passes it")
    func lanes() throws {
        let loop = try Loop()
        let pool = LoopPool(loop: loop, threads: 4)
        let gate = DispatchSemaphore(value: 0)
        let started = DispatchSemaphore(value: 0)
        var ended: [String] = []
        for number in 0..<4 {
            pool.run(
                {
                    started.signal()
                    gate.wait()
                    return number
                }, lane: .long, owner: "a"
            ) { _ in ended.append("long") }
        }
        pool.run({ 0 }, lane: .short, owner: "a") { _ in
            ended.append("short")
            started.wait()
            started.wait()
            #expect(started.wait(timeout: .now()) == .timedOut)
            for _ in 0..<4 { gate.signal() }
        }
        loop.run()
        #expect(ended == ["short", "long", "long", "long", "long"])
        loop.close()
    }

    @Test("owners take turns")
    func turns() throws {
        let loop = try Loop()
        let pool = LoopPool(loop: loop, threads: 2)
        var ended: [String] = []
        for name in ["a1", "a2", "a3", "b1", "b2", "c1"] {
            pool.run({ name }, lane: .long, owner: String(name.prefix(1))) { _ in ended.append(name) }
        }
        loop.run()
        #expect(ended == ["a1", "a2", "b1", "c1", "a3", "b2"])
        loop.close()
    }
}
