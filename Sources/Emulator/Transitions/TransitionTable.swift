// Every transition by its name, checked when the program starts.

/// The transitions of the emulator and all its platforms.
struct TransitionTable {
    private let byName: [String: Transition]

    /// Collects what the platforms declare.
    ///
    /// - Parameters:
    ///   - timings: the waits that the platforms read apart from those of transitions.
    ///   - queues: the queues of their lifecycles.
    ///   - known: the waits that tenants start with.
    ///   - countedQueues: the queues that the settings count workers for.
    /// - Throws: ``BindingError`` that names every transition that is bound twice, every wait that is not known and
    ///   every known one that nobody reads, every queue that two lifecycles share and every counted one that none has.
    init(
        _ transitions: [Transition], timings: [Timing], queues: [String], known: Timings, countedQueues: [String]
    ) throws(BindingError) {
        var problems: [String] = []
        var byName: [String: Transition] = [:]
        for transition in transitions where byName.updateValue(transition, forKey: transition.name) != nil {
            problems.append("Transition \(transition.name) is bound twice: rename one of them.")
        }
        let waits = Set((transitions.compactMap(\.timing) + timings).map(\.name))
        for name in waits.sorted() where known.milliseconds[name] == nil {
            problems.append("Timing \(name) is not in fixtures/timings.json.")
        }
        for name in known.milliseconds.keys.sorted() where !waits.contains(name) {
            problems.append("Timing \(name) is in fixtures/timings.json, but no platform declares it.")
        }
        for name in Set(queues).sorted() where queues.count(where: { $0 == name }) > 1 {
            problems.append("Queue \(name) belongs to two lifecycles: rename one of them.")
        }
        for name in countedQueues where !queues.contains(name) {
            problems.append("The settings count workers for the queue \(name), which no lifecycle has.")
        }
        guard problems.isEmpty else { throw BindingError(problems: problems) }
        self.byName = byName
    }

    /// The transition with that name.
    subscript(name: String) -> Transition? { byName[name] }
}
