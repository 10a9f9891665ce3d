// Where heads lead that have come before: a connection hands over the same object when its client repeats itself.

import HTTP

/// What the last heads alone have told, by the identity of the head.
struct RecentRoutes {
    /// What a head alone tells: nothing of it can change.
    struct Findings {
        let head: RequestHead
        let route: Route
        /// The credential's text; nil when the head has none in the platform's scheme.
        let secret: String?
    }

    /// A power of two: as many connections as are busy at once.
    private static let placeBits = 8

    private var places = [Findings?](repeating: nil, count: 1 << placeBits)

    /// What a head tells, found out by `find` unless that was done before.
    mutating func findings(of head: RequestHead, _ find: (RequestHead) -> Findings) -> Findings {
        let address = UInt(bitPattern: ObjectIdentifier(head))
        // Fibonacci hashing: the high bits of the product depend on all bits.
        let place = Int((UInt64(address) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - Self.placeBits))
        if let known = places[place], known.head === head { return known }
        let findings = find(head)
        places[place] = findings
        return findings
    }
}
