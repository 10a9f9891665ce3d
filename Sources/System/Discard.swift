// Something large that is freed on another thread.

import Synchronization

/// Holds a value of many parts until it is freed, which takes time in proportion to them: more than the loop has. Whoever
/// makes one keeps no copy of the value.
public final class Discard<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    /// Takes a value over.
    public init(_ value: Value) {
        self.value = Mutex(value)
    }

    /// Frees the value, on the thread that calls.
    public func free() {
        value.withLock { $0 = nil }
    }
}
