// Waiting with an end: no live test hangs, whatever the server does.

import Foundation

/// A moment after which waiting has failed.
struct Deadline {
    /// Seconds that everything on one machine is given, however busy it is.
    static let patience = 30.0

    private let end: DispatchTime

    init(seconds: Double = patience) {
        end = .now() + seconds
    }

    var isPassed: Bool { DispatchTime.now() >= end }

    /// What is left, for `poll`; at least 1.
    var milliseconds: Int32 {
        let now = DispatchTime.now().uptimeNanoseconds
        guard end.uptimeNanoseconds > now else { return 1 }
        return Int32(min((end.uptimeNanoseconds - now) / 1_000_000 + 1, 600_000))
    }

    /// Looks again and again until `condition` gives a value.
    ///
    /// - Throws: ``LiveFailure`` naming `what` at the deadline.
    static func wait<T>(
        for what: @autoclosure () -> String, seconds: Double = patience, until condition: () throws -> T?
    ) throws -> T {
        let deadline = Deadline(seconds: seconds)
        while true {
            if let value = try condition() { return value }
            if deadline.isPassed { throw LiveFailure("\(what()) did not happen within \(seconds) seconds") }
            usleep(5000)
        }
    }

    /// Looks again and again until `condition` holds.
    static func wait(
        for what: @autoclosure () -> String, seconds: Double = patience, until condition: () throws -> Bool
    ) throws {
        _ = try wait(for: what(), seconds: seconds) { try condition() ? true : nil }
    }
}
