// What to do with a signal that is meant for the command.

#if canImport(Glibc)
import Glibc
#endif

/// Decides about signals, one after the other.
struct SignalRelay {
    /// What happens.
    enum Action: Equatable {
        /// The command gets the signal.
        case forward
        /// The command and what it has started are killed.
        case kill
        /// Nothing: the signal is an echo of the one before.
        case ignore
    }

    /// Signals that are passed on.
    static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]
    private static let ending: Set<Int32> = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]
    /// npm and other runners send a signal again that the terminal has sent to all, in milliseconds.
    private static let echoMilliseconds = 500

    private var firstEnding: Int?

    /// - Parameter now: milliseconds from any moment on.
    mutating func decide(_ number: Int32, now: Int) -> Action {
        guard Self.ending.contains(number) else { return .forward }
        guard let first = firstEnding else {
            firstEnding = now
            return .forward
        }
        return now - first < Self.echoMilliseconds ? .ignore : .kill
    }
}
