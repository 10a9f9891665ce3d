// A question of the domain name system, and its answers (RFC 1035). Pure: from bytes to bytes.

/// A question about one name, as a resolver sends it.
struct NameQuestion: Equatable {
    /// What is asked for.
    enum Kind: Equatable {
        /// An IPv4 address.
        case address
        /// What clients ask for beside an IPv4 address: an IPv6 address, or how to connect (RFC 9460).
        case companion
        /// Anything else.
        case other
    }

    /// How an answer ends (RFC 1035 section 4.1.1).
    enum Outcome: UInt8 {
        /// The name exists.
        case found = 0
        /// The question cannot be understood.
        case malformed = 1
        /// There is no such name.
        case missing = 3
        /// The kind of request is not known.
        case unsupported = 4
    }

    private static let headSize = 12
    /// The most bytes of a name on the wire (RFC 1035 section 2.3.4).
    private static let maximumName = 255
    private static let maximumLabel = 63

    /// The name in lower case, without a final dot. Bytes that are not visible ASCII are shown as `?`.
    let name: String
    let kind: Kind
    /// The question as it stands in the message.
    private let bytes: [UInt8]
    private let id: [UInt8]
    private let wantsRecursion: Bool

    /// Reads a message.
    ///
    /// - Throws: ``Refusal`` with the answer to a message that is no question about one name.
    init(_ message: Span<UInt8>) throws(Refusal) {
        // Who answers answers could be kept busy for ever.
        guard message.count >= Self.headSize, message[2] & 0x80 == 0 else { throw Refusal(answer: nil) }
        id = [message[0], message[1]]
        wantsRecursion = message[2] & 1 == 1
        let head = Self.head(id, wantsRecursion: wantsRecursion)
        guard message[2] & 0x78 == 0 else { throw Refusal(answer: head(.unsupported, 0, 0)) }
        guard message[4] == 0, message[5] == 1, let (name, end) = Self.name(in: message, at: Self.headSize),
            end + 4 <= message.count
        else { throw Refusal(answer: head(.malformed, 0, 0)) }
        self.name = name
        kind =
            switch (message[end], message[end + 1]) {
            case (0, 1): .address
            case (0, 28), (0, 64), (0, 65): .companion
            default: .other
            }
        bytes = (Self.headSize..<end + 4).map { message[$0] }
    }

    /// A message that is no question, with the answer that it gets; nil for none.
    struct Refusal: Error, Equatable {
        let answer: [UInt8]?
    }

    /// An answer with at most one address, four bytes of IPv4.
    func answer(_ outcome: Outcome, address: [UInt8]? = nil) -> [UInt8] {
        let head = Self.head(id, wantsRecursion: wantsRecursion)
        guard let address else { return head(outcome, 1, 0) + bytes }
        // The name again, by its place; type and class; a minute to live; four bytes.
        let record: [UInt8] = [0xC0, UInt8(Self.headSize), 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]
        return head(outcome, 1, 1) + bytes + record + address
    }

    private static func head(_ id: [UInt8], wantsRecursion: Bool) -> (Outcome, UInt8, UInt8) -> [UInt8] {
        { outcome, questions, answers in
            id + [wantsRecursion ? 0x85 : 0x84, 0x80 | outcome.rawValue, 0, questions, 0, answers, 0, 0, 0, 0]
        }
    }

    /// The name at a place, and where it ends; nil if it is damaged. Names of questions are not compressed.
    private static func name(in message: Span<UInt8>, at start: Int) -> (name: String, end: Int)? {
        var (labels, place): ([String], Int) = ([], start)
        while place < message.count {
            let size = Int(message[place])
            place += 1
            guard size > 0 else { return (labels.joined(separator: "."), place) }
            guard size <= maximumLabel, place + size - start < maximumName, place + size <= message.count else {
                return nil
            }
            let label = (place..<place + size).map { message[$0] }.map { (0x21...0x7E).contains($0) ? $0 : 0x3F }
            labels.append(String(decoding: label, as: UTF8.self).lowercased())
            place += size
        }
        return nil
    }
}
