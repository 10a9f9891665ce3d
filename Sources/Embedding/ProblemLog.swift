// The problems of one run of the tool.

import System

/// Collects problems as lines of the form that compilers use.
struct ProblemLog {
    private(set) var text = ""
    private(set) var hasErrors = false

    /// Adds an error.
    mutating func error(_ path: String, line: Int, _ message: String) {
        hasErrors = true
        text += "\(path):\(line): error: \(message)\n"
    }

    /// Adds a warning, which stops nothing.
    mutating func warning(_ path: String, line: Int, _ message: String) {
        text += "\(path):\(line): warning: \(message)\n"
    }

    /// Runs a file operation; a failure becomes an error about `path`.
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
