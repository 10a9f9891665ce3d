// What a run is asked for beyond having no mistakes: coverage, operations that must be used, sinks that must be read.

import Contract
import Emulator

/// The requirements of a verdict.
public struct VerdictRequirements: Sendable {
    /// The least coverage in percent by platform's id; that of the platform `""` is for every platform that was used.
    public private(set) var coverage: [String: Int] = [:]
    /// Operations that must have been answered at least once, as `operation` or `platform/operation`.
    public private(set) var operations: [String] = []
    /// Whether requests to sinks count as findings that nobody looked at.
    public var hasUnreadSinks = false

    /// No requirements.
    public init() {}

    /// Reads requirements, and checks every name.
    ///
    /// - Parameters:
    ///   - coverage: such as `30` or `deepva=30`.
    ///   - operations: such as `createJob` or `deepva/createJob`.
    /// - Throws: ``Problem`` 400 that says what is wrong.
    public init(
        coverage: [String], operations: [String], hasUnreadSinks: Bool, catalogue: Catalogue, platforms: [String]
    ) throws {
        self.hasUnreadSinks = hasUnreadSinks
        for text in coverage {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let percent = parts.last.flatMap({ Int($0) }), (0...100).contains(percent) else {
                throw Problem.badRequest(
                    "min_coverage: expected a percentage such as 30, or deepva=30, got \(text).", field: "min_coverage")
            }
            let platform = parts.count == 2 ? parts[0] : ""
            guard platform.isEmpty || platforms.contains(platform) else {
                throw PlatformName.refusal(platform, known: platforms, field: "min_coverage")
            }
            self.coverage[platform] = percent
        }
        let known = catalogue.operations.filter { platforms.contains($0.platform) }
        for name in operations {
            guard known.contains(where: { $0.id == name || $0.name == name }) else {
                let names = known.map(name.contains("/") ? \.name : \.id)
                throw Problem.badRequest(
                    "require: no platform has an operation \(name).\(Misspelling.hint(for: name, among: names))",
                    field: "require")
            }
        }
        self.operations = operations
    }
}
