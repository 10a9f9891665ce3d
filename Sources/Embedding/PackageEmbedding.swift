// From the files of a package to the Swift source that carries them.

/// The embedded files of one package, checked and packed.
///
/// Every problem is one line `file:line: error: sentence`, the form that compilers use and editors understand.
public struct PackageEmbedding {
    /// The generated Swift source; nil if a file has an error.
    public let source: String?
    /// The problems, one a line; empty if there is none.
    public let problems: String

    /// Reads, checks and packs the files.
    ///
    /// - Parameter root: the folder with `schema.sql` and `fixtures`.
    public init(root: String) {
        var log = ProblemLog()
        let inputs = Inputs(root: root, log: &log)
        let contracts = ContractFolder(inputs: inputs, log: &log)
        let image = DatabaseImage(schema: inputs.schema, path: inputs.schemaPath, log: &log)
        source = log.hasErrors ? nil : EmbeddedSource(inputs: inputs, contracts: contracts.bundle, image: image).text
        problems = log.text
    }
}
