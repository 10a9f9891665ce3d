// Tests of the upload protocol's decisions, without bytes.

import Testing

@testable import DeepenTools

@Suite("Deepen tools: resumable protocol")
struct ResumableProtocolTests {
    private static let unit = ResumableProtocol.alignment

    private func decide(
        _ received: Int, of total: Int, _ header: String?, _ count: Int, isCut: Bool = false
    ) throws -> ResumableProtocol {
        let range = try #require(ContentRange(header))
        return ResumableProtocol(.init(received: received, total: total), range: range, count: count, isCut: isCut)
    }

    private func store(_ skip: Int, _ count: Int, at position: Int, of total: Int, completes: Bool) -> ResumableProtocol
    {
        .store(.init(skip: skip, count: count, position: position, total: total, completes: completes))
    }

    @Test("a whole file completes, with and without Content-Range")
    func whole() throws {
        let expected = store(0, 10, at: 0, of: 10, completes: true)
        #expect(try decide(0, of: 10, nil, 10) == expected)
        #expect(try decide(0, of: 10, "bytes 0-9/10", 10) == expected)
        #expect(try decide(0, of: 0, nil, 0) == store(0, 0, at: 0, of: 0, completes: true))
    }

    @Test("a chunk that does not complete the file is cut to the alignment, also when its end is known to be early")
    func alignment() throws {
        #expect(
            try decide(0, of: 9_000_000, "bytes 0-2499999/9000000", 2_500_000)
                == store(0, 2_359_296, at: 0, of: 9_000_000, completes: false))
        #expect(
            try decide(0, of: 9_000_000, "bytes 0-2499999/*", 2_500_000)
                == store(0, 2_359_296, at: 0, of: 9_000_000, completes: false))
        #expect(try decide(0, of: 9_000_000, "bytes 0-99/9000000", 100) == .status)
        let last = try decide(Self.unit, of: Self.unit + 5, "bytes \(Self.unit)-\(Self.unit + 4)/\(Self.unit + 5)", 5)
        #expect(last == store(0, 5, at: Self.unit, of: Self.unit + 5, completes: true))
    }

    @Test("bytes that are there already are skipped, a gap is told")
    func overlap() throws {
        let total = 3 * Self.unit
        #expect(
            try decide(Self.unit, of: total, "bytes 0-\(2 * Self.unit - 1)/\(total)", 2 * Self.unit)
                == store(Self.unit, Self.unit, at: Self.unit, of: total, completes: false))
        #expect(try decide(Self.unit, of: total, "bytes 0-\(Self.unit - 1)/\(total)", Self.unit) == .status)
        #expect(
            try decide(Self.unit, of: total, "bytes 0-\(total - 1)/\(total)", total)
                == store(Self.unit, 2 * Self.unit, at: Self.unit, of: total, completes: true))
        #expect(
            try decide(Self.unit, of: total, "bytes \(Self.unit + 1)-\(total - 1)/\(total)", total - Self.unit - 1)
                == .gap(offset: Self.unit + 1, received: Self.unit))
    }

    @Test("an unknown total never completes by itself; the status query with the total does")
    func unknownTotal() throws {
        #expect(try decide(0, of: 10, "bytes 0-9/*", 10) == store(0, 10, at: 0, of: 10, completes: false))
        #expect(try decide(10, of: 10, "bytes */10", 0) == .finalise)
        #expect(try decide(10, of: 10, "bytes */*", 0) == .status)
        #expect(try decide(0, of: 10, "bytes */10", 0) == .status)
    }

    @Test("totals and lengths that do not fit are refused")
    func refusals() throws {
        for (header, count) in [
            (nil, 9), (nil, 11), ("bytes 0-9/11", 10), ("bytes 0-9/10", 9), ("bytes 0-9/10", 11), ("bytes */11", 0),
            ("bytes */10", 3), ("bytes 0-19/*", 20), ("bytes 5-10/*", 6),
        ] as [(String?, Int)] {
            guard case .refuse = try decide(0, of: 10, header, count) else {
                Issue.record("\(header ?? "no header") with \(count) bytes was not refused")
                continue
            }
        }
    }

    @Test("a body that was cut keeps whole multiples and never completes")
    func cut() throws {
        let total = 3 * Self.unit
        #expect(
            try decide(0, of: total, nil, Self.unit + 7, isCut: true)
                == store(0, Self.unit, at: 0, of: total, completes: false))
        #expect(
            try decide(0, of: total, "bytes 0-\(total - 1)/\(total)", 2 * Self.unit + 1, isCut: true)
                == store(0, 2 * Self.unit, at: 0, of: total, completes: false))
        #expect(try decide(0, of: total, nil, 5, isCut: true) == .status)
    }

    @Test("a complete session answers itself, unless its bytes were useless and new ones come")
    func complete() throws {
        var session = ResumableProtocol.Session(received: 10, total: 10, isComplete: true)
        #expect(ResumableProtocol(session, range: .absent, count: 10) == .finished)
        session.isRetryable = true
        #expect(ResumableProtocol(session, range: .query(total: nil), count: 0) == .finished)
        #expect(ResumableProtocol(session, range: .absent, count: 12) == store(0, 12, at: 0, of: 12, completes: true))
        #expect(
            ResumableProtocol(session, range: .chunk(first: 0, last: 11, total: 12), count: 12)
                == store(0, 12, at: 0, of: 12, completes: true))
    }

    @Test(
        "malformed headers are told from good ones",
        arguments: [
            "bytes", "bytes 0-9", "0-9/10", "bytes 9-0/10", "bytes 0-10/10", "bytes a-9/10", "bytes -9/10",
            "bytes 0-/10",
            "bytes */", "bytes 0-9/10/10", "bytes +0-9/10", "bytes 0-9/99999999999999999999", "items 0-9/10", "",
        ])
    func malformed(header: String) {
        #expect(ContentRange(header) == nil)
    }
}
