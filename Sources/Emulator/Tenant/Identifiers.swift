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

    /// `length` characters of `[A-Za-z0-9]`.
    public mutating func alphanumeric(_ length: Int) -> String {
        var generator = next()
        guard case .alphanumeric(length)? = offer?.form else { return generator.alphanumeric(length) }
        return takeOffer() ?? generator.alphanumeric(length)
    }

    /// Offers an id to the next record of its kind.
    mutating func offer(_ text: String, as form: RecordKind.Form) {
        offer = (text, form)
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
        return SeededGenerator(seed: seed &+ counter &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The seed of the tenant `name` in a process whose seed is `seed`.
    static func seed(_ seed: UInt64, for name: String) -> UInt64 {
        seed ^ stableHash([name])
    }

    /// A generator that depends only on the tenant's seed and `parts`: for results that are equal for equal input.
    public func generator(for parts: [String]) -> SeededGenerator {
        SeededGenerator(seed: seed ^ stableHash(parts))
    }
}
