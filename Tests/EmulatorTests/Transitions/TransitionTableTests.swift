// Tests of the names that the start checks.

import JSON
import Testing

@testable import Emulator

@Suite("Transition table")
struct TransitionTableTests {
    private let nothing: Transition.Body = { _ in .done }

    private func problems(
        _ transitions: [Transition] = [], timings: [Timing] = [], queues: [String] = [], known: JSON = [:],
        counted: [String] = []
    ) throws -> [String] {
        let known = try Timings(json: known)
        do {
            _ = try TransitionTable(
                transitions, timings: timings, queues: queues, known: known, countedQueues: counted)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("what fits is bound by its name")
    func fits() throws {
        let table = try TransitionTable(
            [Transition(timed: "a.start", body: nothing), Transition("a.end", body: nothing)],
            timings: [Timing("a.each")], queues: ["a"], known: Timings(json: ["a.start": 1, "a.each": 2]),
            countedQueues: ["a"])
        #expect(table["a.end"]?.name == "a.end")
        #expect(table["b.end"] == nil)
    }

    @Test("a name that is bound twice stops the start")
    func twice() throws {
        let transition = Transition("a.end", body: nothing)
        #expect(try problems([transition, transition]) == ["Transition a.end is bound twice: rename one of them."])
        #expect(try problems(queues: ["a", "a"]) == ["Queue a belongs to two lifecycles: rename one of them."])
    }

    @Test("a wait that is not known, and one that nobody reads, stop the start")
    func timings() throws {
        #expect(
            try problems([Transition(timed: "a.start", body: nothing)], timings: [Timing("a.each")], known: ["b": 1])
                == [
                    "Timing a.each is not in fixtures/timings.json.",
                    "Timing a.start is not in fixtures/timings.json.",
                    "Timing b is in fixtures/timings.json, but no platform declares it.",
                ])
    }

    @Test("workers of a queue that does not exist stop the start")
    func queues() throws {
        #expect(
            try problems(counted: ["a"]) == ["The settings count workers for the queue a, which no lifecycle has."])
    }
}
