// The loop's hooks, timers, signals, wake-ups and pool.

import EventLoop
import Foundation
import Testing

@Suite("Loop")
struct LoopTests {
    @Test("run returns when nothing is left to wait for")
    func empty() throws {
        let loop = try Loop()
        loop.run()
        loop.close()
        loop.close()
    }

    @Test("timers fire in the order of their delays, once each")
    func timers() throws {
        let loop = try Loop()
        var order: [Int] = []
        let timers = try [5, 1, 3].map { delay in
            let timer = try EventLoop.Timer(loop: loop) { order.append(delay) }
            timer.start(afterMilliseconds: delay)
            return timer
        }
        #expect(timers.allSatisfy { $0.isArmed })
        loop.run()
        #expect(order == [1, 3, 5])
        #expect(!timers.contains { $0.isArmed })
        for timer in timers { timer.close() }
        loop.close()
    }

    @Test("a repeating timer goes on until it is stopped, and a stopped one is silent")
    func repeating() throws {
        let loop = try Loop()
        var calls = 0
        var timer: EventLoop.Timer?
        timer = try Timer(loop: loop) {
            calls += 1
            if calls == 3 { timer?.stop() }
        }
        timer?.start(afterMilliseconds: 0, repeatingMilliseconds: 1)
        loop.run()
        #expect(calls == 3)
        timer?.close()
        timer?.start(afterMilliseconds: 0)
        loop.close()
        #expect(calls == 3)
    }

    @Test("a timer that arms itself for now lets the loop turn")
    func rearming() throws {
        let loop = try Loop()
        var calls = 0
        var turns = 0
        var timer: EventLoop.Timer?
        loop.onPrepare = { turns += 1 }
        timer = try Timer(loop: loop) {
            calls += 1
            if calls < 3 { timer?.start(afterMilliseconds: 0) }
        }
        timer?.start(afterMilliseconds: 0)
        loop.run()
        #expect(calls == 3)
        #expect(turns >= 3)
        timer?.close()
        loop.close()
    }

    @Test("idle armed in prepare runs in the next turn, without sleeping, once")
    func idle() throws {
        let loop = try Loop()
        var events: [String] = []
        let idle = try Idle(loop: loop) { events.append("idle") }
        loop.onPrepare = {
            events.append("prepare")
            if events.count == 1 { idle.arm() }
        }
        let blocker = try Timer(loop: loop) { events.append("timer") }
        blocker.start(afterMilliseconds: 3_600_000)
        for _ in 0..<2 { loop.runOnce(waiting: false) }
        #expect(events == ["prepare", "idle", "prepare"])
        idle.close()
        blocker.close()
        loop.close()
    }

    @Test("an idle callback of its own runs once for each arming")
    func ownIdle() throws {
        let loop = try Loop()
        var calls = 0
        let idle = try Idle(loop: loop) { calls += 1 }
        idle.arm()
        idle.arm()
        loop.run()
        #expect(calls == 1)
        idle.arm()
        loop.run()
        #expect(calls == 2)
        idle.close()
        idle.arm()
        loop.close()
    }

    @Test("stop ends run at the end of the turn")
    func stop() throws {
        let loop = try Loop()
        let timer = try Timer(loop: loop) { loop.stop() }
        timer.start(afterMilliseconds: 0, repeatingMilliseconds: 1)
        loop.run()
        #expect(timer.isArmed)
        timer.close()
        loop.close()
    }

    @Test("a signal reaches its callback, and not after closing")
    func signal() throws {
        let loop = try Loop()
        var calls = 0
        let signal = try Signal(loop: loop, number: SIGUSR2) { calls += 1 }
        kill(getpid(), SIGUSR2)
        loop.runUntil { calls == 1 }
        #expect(calls == 1)
        signal.close()
        signal.close()
        #expect(throws: LoopError.self) { _ = try Signal(loop: loop, number: SIGKILL) {} }
        loop.close()
    }

    @Test("work on the pool comes back as value or error, in a later turn")
    func work() throws {
        struct Refused: Error {}
        let loop = try Loop()
        var results: [String] = []
        loop.work({ 6 * 7 }, then: { results.append("\((try? $0.get()) ?? 0)") })
        loop.work(
            { () throws -> Int in throw Refused() },
            then: { if case .failure = $0 { results.append("refused") } }
        )
        #expect(results.isEmpty)
        loop.run()
        #expect(results.sorted() == ["42", "refused"])
        loop.close()
    }

    @Test("closing a loop waits for the pool")
    func closeWithWork() throws {
        let loop = try Loop()
        var isDone = false
        loop.work({ Thread.sleep(forTimeInterval: 0.01) }, then: { _ in isDone = true })
        loop.close()
        #expect(isDone)
    }

    @Test("a forgotten handle is counted, and closing its loop is a trap")
    func leak() async throws {
        let loop = try Loop()
        let timer = try Timer(loop: loop) {}
        #expect(loop.openHandles == 1)
        timer.close()
        #expect(loop.openHandles == 0)
        loop.close()
        await #expect(processExitsWith: .failure) {
            let loop = try Loop()
            _ = try Timer(loop: loop) {}
            loop.close()
        }
    }

    @Test("nothing is kept alive by what was closed")
    func release() throws {
        final class Token {}
        weak var token: Token?
        weak var gone: Loop?
        do {
            let loop = try Loop()
            let kept = Token()
            token = kept
            gone = loop
            let timer = try Timer(loop: loop) { _ = kept }
            let idle = try Idle(loop: loop) { _ = kept }
            timer.close()
            idle.close()
            loop.run()
        }
        #expect(token == nil)
        #expect(gone == nil)
    }
}
