// New ids from the tenant's seed and a counter: the same seed and requests give the same ids.

import Crypto

/// The source of a tenant's ids and of all generated values.
public struct Identifiers: Sendable {
    /// The tenant's seed.
    public let seed: UInt64
    /// The number of ids so far.
    private(set) var counter: UInt64
    /// The id that a client has chosen for the next record of its kind.
    private var offer: (text: String, form: RecordKind.Form)?

    /// No world makes so many ids.
    private static let farthest: UInt64 = 1 << 40

    init(seed: UInt64, counter: UInt64 = 0) {
        self.seed = seed
        self.counter = counter
    }

    /// A lower-case version 4 UUID.
    ///
    /// - Parameter isChoosable: whether it is the id of a record, so that a client may have chosen it.
    public mutating func uuid(isChoosable: Bool = true) -> String {
        var generator = next()
        guard isChoosable, case .uuid? = offer?.form else { return generator.uuid() }
        return takeOffer() ?? generator.uuid()
    }

    /// A UUID as ``uuid(isChoosable:)`` gives it, and its rank.
    public mutating func rankedUUID() -> (id: String, rank: Int) {
        let isChosen = if case .uuid? = offer?.form { true } else { false }
        let id = uuid()
        return (id, isChosen ? UUIDRank.of(id.utf8.span) : UUIDRank.ofFirst(seed: generatorSeed))
    }

    /// `length` characters of `[A-Za-z0-9]`.
    public mutating func alphanumeric(_ length: Int) -> String {
        var generator = next()
        guard case .alphanumeric(length)? = offer?.form else { return generator.alphanumeric(length) }
        return takeOffer() ?? generator.alphanumeric(length)
    }

    /// Offers an id to the next record of its kind. When it is one that this source would give later, as ids from an earlier
    /// run of the same requests are, the source goes on behind it: no id is given twice.
    mutating func offer(_ text: String, as form: RecordKind.Form) {
        offer = (text, form)
        guard case .uuid = form else { return }
        let place = UInt64(bitPattern: Int64(UUIDRank.of(text.utf8.span) &- UUIDRank.ofFirst(seed: seed)))
        if place > counter, place - counter <= Self.farthest { counter = place }
    }

    /// Takes back an offer; whether a record has got the id.
    mutating func withdrawOffer() -> Bool { takeOffer() == nil }

    private mutating func takeOffer() -> String? {
        defer { offer = nil }
        return offer?.text
    }

    /// `length` lower-case hexadecimal digits.
    public mutating func hex(_ length: Int) -> String {
        var generator = next()
        return generator.hex(length)
    }

    /// A separate generator for the next record.
    public mutating func next() -> SeededGenerator {
        counter &+= 1
        return SeededGenerator(seed: generatorSeed)
    }

    /// The seed of the last record's generator.
    private var generatorSeed: UInt64 { seed &+ counter &* UUIDRank.step }

    /// The seed of the tenant `name` in a process whose seed is `seed`.
    static func seed(_ seed: UInt64, for name: String) -> UInt64 {
        seed ^ stableHash([name])
    }

    /// A generator that depends only on the tenant's seed and `parts`: for results that are equal for equal input.
    public func generator(for parts: [String]) -> SeededGenerator {
        SeededGenerator(seed: seed ^ stableHash(parts))
    }
}
