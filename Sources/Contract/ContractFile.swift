// One file of a contract, already parsed.

import JSON

/// One contract file. Problems are reported by file.
public struct ContractFile: Sendable {
    /// The id of the platform, which is the name of the folder.
    public let platform: String
    /// The name of the file in messages, for example `deepva/jobs.yaml`.
    public let name: String
    /// The content.
    public let content: JSON

    /// Creates a file.
    public init(platform: String, name: String, content: JSON) {
        self.platform = platform
        self.name = name
        self.content = content
    }
}
