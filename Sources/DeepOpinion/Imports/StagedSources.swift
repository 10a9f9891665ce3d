// Sources that have been read and stored.

/// What an import needs to know about its sources.
struct StagedSources {
    var parts: [ImportPart] = []
    /// The classes and labels that inline documents mention.
    let names: LabeledNames
    /// Those that tables mention.
    let tableNames: LabeledNames
    /// How many documents there are.
    let count: Int

    init(names: LabeledNames, tableNames: LabeledNames, count: Int) {
        self.names = names
        self.tableNames = tableNames
        self.count = count
    }
}
