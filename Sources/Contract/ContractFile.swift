// One file of a contract, already turned into JSON.

import JSON

/// One contract file: the unit that problems are reported against.
public struct ContractFile: Sendable {
    /// The platform's id, which is the name of the folder the file lies in.
    public let platform: String
    /// The name by which problems mention the file, for example `deepva/jobs.yaml`.
    public let name: String
    /// The content.
    public let content: JSON

    /// A file from its content.
    public init(platform: String, name: String, content: JSON) {
        self.platform = platform
        self.name = name
        self.content = content
    }
}
