// The verdict of the run of this process.

import Control
import Emulator
import Verdict

extension Host {
    /// The verdict of all worlds, those that were deleted included.
    ///
    /// - Parameters:
    ///   - coverage: such as `30` or `deepva=30`: the least coverage in percent.
    ///   - operations: operations that must have been answered.
    /// - Throws: ``Problem`` when a name is unknown.
    public func verdict(coverage: [String], operations: [String], hasUnreadSinks: Bool) throws -> Verdict {
        let requirements = try VerdictRequirements(
            coverage: coverage, operations: operations, hasUnreadSinks: hasUnreadSinks, catalogue: emulator.catalogue,
            platforms: emulator.platforms.emulated.map(\.id))
        return try VerdictCheck(
            emulator, requirements: requirements, serverURL: "http://" + emulator.ownAuthority
        ).verdictOfAll()
    }
}
