// What the bodies of requests and the unsent answers of a whole process may take.

/// Counts the memory that requests and answers hold, all connections together. Nobody is refused memory that is there
/// already: who holds some charges it, and stops taking more while the budget is exhausted.
///
/// Confined to the loop's thread.
public final class MemoryBudget {
    /// The most memory when nobody says otherwise, in bytes.
    public static let defaultBytes = 256 << 20

    /// The most memory, in bytes. A little more may be held, since what has been read must be kept.
    public let limit: Int
    /// Bytes that are held now.
    public private(set) var used = 0
    /// The most bytes that were ever held.
    public private(set) var peak = 0
    /// Whether nobody should take more: from the limit on, until an eighth is free again.
    public private(set) var isExhausted = false
    /// Called when the budget becomes exhausted, and when there is room again.
    public var onChange: (() -> Void)?

    /// A budget of which nothing is used.
    public init(limit: Int = defaultBytes) {
        self.limit = limit
    }

    /// Charges bytes that are held from now on; a negative number gives them back.
    public func change(by bytes: Int) {
        used += bytes
        peak = max(peak, used)
        let wasExhausted = isExhausted
        isExhausted = used >= (wasExhausted ? limit - limit / 8 : limit)
        if isExhausted != wasExhausted { onChange?() }
    }
}

/// What one holder has charged to a budget; given back with the last reference to it, which must be dropped on the
/// loop's thread.
public final class MemoryCharge {
    private let budget: MemoryBudget
    /// Bytes that are charged.
    public private(set) var bytes = 0

    /// A charge of nothing yet.
    public init(to budget: MemoryBudget) {
        self.budget = budget
    }

    deinit {
        if bytes != 0 { budget.change(by: -bytes) }
    }

    /// Charges this many bytes instead of those of before.
    public func set(_ bytes: Int) {
        guard bytes != self.bytes else { return }
        let change = bytes - self.bytes
        self.bytes = bytes
        budget.change(by: change)
    }
}
