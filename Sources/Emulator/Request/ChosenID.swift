// The id that a client chooses for the record that its request creates: `X-Deepmock-Id`. Public samples have theirs
// written into them.

import Contract
import HTTP
import Store

/// A chosen id, which the first record of its kind gets that the request makes.
struct ChosenID {
    /// The header that carries it.
    static let header = "X-Deepmock-Id"
    /// Clients keep numbers in 32 bits.
    private static let numbers = 1...Int(Int32.max)

    /// As it was sent.
    let text: String
    let kind: RecordKind
    /// Whether a record has got it.
    var isUsed = false
    private let operation: Operation

    /// The id that a request chooses; nil when it chooses none.
    ///
    /// - Parameter kind: what the operation creates; nil when that has no id of its own.
    /// - Throws: ``Problem`` 400 when the operation creates nothing, or no id of that kind can look so.
    init?(_ head: RequestHead, for operation: Operation, kind: RecordKind?) throws {
        guard let text = head.headers[.deepmockID] else { return nil }
        guard let kind else {
            throw Self.problem("\(operation.id) creates no single record whose id could be chosen.")
        }
        self.text = text
        self.kind = kind
        self.operation = operation
        guard Self.isPossible(text, as: kind) else {
            let form =
                switch kind.form {
                case .uuid: "lower-case UUIDs"
                case .alphanumeric(let count): "\(count) letters and digits"
                case .number: "numbers from 1 to \(Self.numbers.upperBound)"
                }
            throw Self.problem("the ids that \(operation.id) gives are \(form), so none can be \(text).")
        }
    }

    /// Whether a record of that kind can have this id.
    static func isPossible(_ text: String, as kind: RecordKind) -> Bool {
        switch kind.form {
        case .uuid: isUUID(text)
        case .alphanumeric(let count): text.utf8.count == count && text.utf8.allSatisfy(isAlphanumeric)
        case .number: Int(text).map { numbers.contains($0) && String($0) == text } ?? false
        }
    }

    /// Offers the id to the next record of its kind.
    ///
    /// - Throws: ``Problem`` 409 when it is taken.
    func offer(to tenant: Tenant) throws {
        switch kind.form {
        case .uuid, .alphanumeric:
            guard try !tenant.database.exists(kind.taken, .text(text)) else { throw isTaken }
            tenant.identifiers.offer(text, as: kind.form)
        case .number(let table, let isReused):
            let number = Int(text) ?? 0
            guard try !tenant.database.exists(kind.taken, .int(number)) else { throw isTaken }
            if !isReused {
                guard try NumberLedger(table: table, database: tenant.database).isFree(number) else {
                    throw Self.conflict("\(text) was the id of a record that was deleted, and ids are not given twice.")
                }
            }
            tenant.database.offerRow(number, in: table)
        }
    }

    /// Takes back an offer; whether a record has got the id.
    func withdraw(from tenant: Tenant) -> Bool {
        switch kind.form {
        case .uuid, .alphanumeric: tenant.identifiers.withdrawOffer()
        case .number: tenant.database.withdrawRow()
        }
    }

    /// 409: a record has the id.
    var isTaken: Problem { Self.conflict("there is already a record with the id \(text).") }

    private static func isUUID(_ text: String) -> Bool {
        text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index)
                    ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func problem(_ reason: String) -> Problem { .badRequest("\(header): \(reason)", field: header) }

    private static func conflict(_ reason: String) -> Problem { .conflict("\(header): \(reason)", field: header) }
}
