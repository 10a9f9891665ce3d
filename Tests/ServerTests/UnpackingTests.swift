// What unpacking a body takes: its lanes and its budget.

import EventLoop
import Foundation
import HTTP
import Synchronization
import System
import Testing

@testable import Server

@Suite("Unpacking")
struct UnpackingTests {
    /// Work on the pool that ends when a test says so.
    private final class Gate: Sendable {
        private let state = Mutex((begun: false, isOpen: false))

        var hasBegun: Bool { state.withLock { $0.begun } }

        func open() { state.withLock { $0.isOpen = true } }

        func pass() {
            state.withLock { $0.begun = true }
            while state.withLock({ !$0.isOpen }) { Thread.sleep(forTimeInterval: 0.001) }
        }
    }

    /// Runs the loop until something is true; a minute of nothing is a failure.
    private func wait(on loop: Loop, until condition: () -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 60)
        while !condition() {
            try #require(Date() < end, "Nothing has happened for a minute.")
            loop.runOnce(waiting: false)
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    @Test("one short and one long body is unpacked at a time, each kind in its order")
    func lanes() throws {
        let loop = try Loop()
        let lanes = UnpackLanes(loop: loop)
        let (long, short) = ((0..<3).map { _ in Gate() }, (0..<3).map { _ in Gate() })
        var ended: [String] = []
        for (index, gate) in long.enumerated() {
            lanes.run({ gate.pass() }, count: 256 << 10 | 1) { _ in ended.append("long \(index)") }
        }
        for (index, gate) in short.enumerated() {
            lanes.run({ gate.pass() }, count: 256 << 10) { _ in ended.append("short \(index)") }
        }
        try wait(on: loop) { long[0].hasBegun && short[0].hasBegun }
        #expect(!long[1].hasBegun && !short[1].hasBegun)
        short[0].open()
        try wait(on: loop) { short[1].hasBegun }
        #expect(ended == ["short 0"])
        #expect(!long[1].hasBegun && !short[2].hasBegun)
        long[0].open()
        try wait(on: loop) { long[1].hasBegun }
        #expect(!short[2].hasBegun)
        for gate in long + short { gate.open() }
        try wait(on: loop) { ended.count == 6 }
        #expect(ended.filter { $0.hasPrefix("long") } == ["long 0", "long 1", "long 2"])
        #expect(ended.filter { $0.hasPrefix("short") } == ["short 0", "short 1", "short 2"])
        loop.close()
    }

    private static func decoder(_ coding: ContentCoding = .deflate) -> ContentDecoder {
        ContentDecoder(coding: coding, limits: WireLimits(), directory: TemporaryDirectory.path)
    }

    @Test(
        "a body may unpack to 64 MiB, or to a hundred times its size, and never to more than a body may have",
        arguments: [(1, 64 << 20), (1 << 20, 100 << 20), (1 << 40, 5 << 30), (Int.max, 5 << 30)])
    func budgets(packed: Int, unpacked: Int) {
        let budget = Self.decoder().budget(for: packed)
        #expect(budget.unpackedBytes == unpacked)
        // A second for every 32 MiB of it, and four.
        #expect(budget.milliseconds == 4000 + unpacked >> 15)
    }

    @Test("everything that comes out of a body is charged, and a bomb ends at its limit", arguments: [0, 1, 999_999])
    func bomb(less: Int) throws {
        let packed = Payload.memory(Packing.zlib([UInt8](repeating: 0, count: 1_000_000)))
        let decoder = Self.decoder()
        let limit = 1_000_000 - less
        func unpack() throws -> Payload {
            try decoder.unpack(packed, budget: WorkBudget(.init(unpackedBytes: limit)))
        }
        guard less > 0 else {
            #expect(try unpack().count == 1_000_000)
            return
        }
        let error = #expect(throws: BodyProblem.self) { try unpack() }
        #expect(error?.status == 413)
        #expect(error?.message == "The body unpacks to more than \(limit) bytes.")
        #expect(error?.size == packed.count)
    }

    @Test("a body that takes too long is a 413, too")
    func slow() throws {
        let packed = Payload.memory(Packing.zlib([UInt8](repeating: 0, count: 1_000_000)))
        let error = #expect(throws: BodyProblem.self) {
            try Self.decoder().unpack(packed, budget: WorkBudget(.init(milliseconds: -1)))
        }
        #expect(error?.status == 413)
    }

    @Test("unpacking stops in the middle when nobody waits for it any more")
    func gone() throws {
        let packed = Payload.memory(Packing.zlib([UInt8](repeating: 0, count: 60 << 20)))
        let cancellation = WorkCancellation()
        cancellation.cancel()
        let budget = WorkBudget(.init(unpackedBytes: 60 << 20), cancellations: [cancellation])
        #expect(throws: WorkError.cancelled) { try Self.decoder().unpack(packed, budget: budget) }
        // It has stopped at its first look, after a fraction of what there is.
        #expect(budget.unpackedBytesLeft > 58 << 20)
    }

    @Test("a body whose client leaves while it waits for its lane is not unpacked, and the lane goes on")
    func leaves() throws {
        let loop = try Loop()
        let lanes = UnpackLanes(loop: loop)
        let gate = Gate()
        lanes.run({ gate.pass() }, count: 1) { _ in }
        let packed = Payload.memory(Packing.zlib([1, 2, 3]))
        var bodies: [String: RequestBody] = [:]
        var unpackers: [String: BodyUnpacker] = [:]
        for name in ["left", "waits"] {
            let unpacker = BodyUnpacker(loop: loop, lanes: lanes, decoder: Self.decoder(), parts: nil)
            unpackers[name] = unpacker
            unpacker.unpack(packed) { bodies[name] = $0 }
        }
        unpackers["left"]?.cancel()
        gate.open()
        try wait(on: loop) { bodies["waits"] != nil }
        #expect(bodies.count == 1)
        guard case .payload(let payload)? = bodies["waits"] else {
            Issue.record("no payload")
            return
        }
        #expect(try payload.bytes(maximum: 9) == [1, 2, 3])
        loop.close()
    }
}
