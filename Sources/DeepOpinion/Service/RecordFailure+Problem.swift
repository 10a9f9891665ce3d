// Problems that end a record as failed.

import Emulator

extension RecordFailure {
    /// Runs `body`; a ``Problem`` becomes a failure with its message.
    static func orProblem<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let problem as Problem {
            throw RecordFailure(problem.message)
        }
    }
}
