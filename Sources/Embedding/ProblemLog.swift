// The problems of one run.

import System

/// Collects problems as lines in the format of compilers.
struct ProblemLog {
    private(set) var text = ""
    private(set) var hasErrors = false

    /// Adds an error.
    mutating func error(_ path: String, line: Int, _ message: String) {
        hasErrors = true
        text += "\(path):\(line): error: \(message)\n"
    }

    /// Adds a warning, which does not prevent embedding.
    mutating func warning(_ path: String, line: Int, _ message: String) {
        text += "\(path):\(line): warning: \(message)\n"
    }

    /// Runs a file operation and logs its failure as an error about `path`.
    @discardableResult
    mutating func attempt<Value>(_ path: String, _ body: () throws(SystemError) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            self.error(path, line: 1, error.message)
            return nil
        }
    }
}
