// How much of a campaign of faults is done: a part of it in every run of the tests, all of it by `make faults`.

import Foundation

/// The places at which faults are injected.
enum FaultCampaign {
    private static let isWhole = ProcessInfo.processInfo.environment["DEEPMOCK_EVERY_FAULT"] != nil

    /// Which of `count` operations are to fail, each in a run of its own. The step is odd, since a frame of the log takes
    /// two operations.
    static func places(_ count: Int) -> StrideThrough<Int> {
        stride(from: 1, through: count, by: isWhole ? 1 : count / 30 | 1)
    }

    /// Prints a figure of a whole campaign.
    static func report(_ figures: String) {
        if isWhole { print(figures) }
    }
}
