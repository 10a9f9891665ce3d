// Work for the pool that never runs twice at once.

/// A queue of work, of which one piece runs at a time. Confined to the loop.
final class ExclusiveWork {
    private var isRunning = false
    private var waiting: [(_ finished: @escaping () -> Void) -> Void] = []

    /// Starts work when all that came before has finished. `start` calls its argument when the work is done.
    func run(_ start: @escaping (_ finished: @escaping () -> Void) -> Void) {
        waiting.append(start)
        startNext()
    }

    private func startNext() {
        guard !isRunning, !waiting.isEmpty else { return }
        isRunning = true
        let start = waiting.removeFirst()
        start { [unowned self] in
            isRunning = false
            startNext()
        }
    }
}
