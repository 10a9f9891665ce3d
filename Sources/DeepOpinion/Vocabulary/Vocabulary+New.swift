// New classes and labels that labeled data brings along.

import Emulator
import Store

extension Vocabulary {
    /// Adds the classes and labels that a project does not have, as far as its tags use them.
    ///
    /// - Returns: the vocabulary with them.
    /// - Throws: ``Problem`` 409 for a new label when labels are fixed, and for too many of either.
    func adding(_ names: LabeledNames, toProject project: Int, _ database: Database) throws -> Vocabulary {
        let newClasses = type.hasClasses ? names.classes.filter { classes[$0] == nil } : []
        let newLabels = type.hasLabels ? names.labels.filter { labels[$0] == nil } : []
        guard !newClasses.isEmpty || !newLabels.isEmpty else { return self }
        if type.hasFixedLabels, let label = newLabels.first {
            throw Problem.conflict(
                "\(label) is not a label of ABSA projects. Use \(type.firstLabels.joined(separator: ", ")).",
                field: "label")
        }
        try Names.requireRoom(for: newClasses.count, present: classes.count)
        try Names.requireRoom(for: newLabels.count, present: labels.count)
        for name in newClasses {
            try database.execute(
                """
                INSERT INTO studio_classes(project, name, example, description)
                VALUES (?, ?, ?, 'Added with labeled data.')
                """, .int(project), .text(name), .text(names.examples[name] ?? ""))
        }
        for name in newLabels {
            try database.execute("INSERT INTO studio_labels(project, name) VALUES (?, ?)", .int(project), .text(name))
        }
        return try Vocabulary(project: project, database)
    }

    /// Checks the tags of inline documents, and adds their new classes and labels.
    func adding(_ documents: [DocumentInput], toProject project: Int, _ database: Database) throws -> Vocabulary {
        var names = LabeledNames()
        for document in documents {
            for tag in document.segments.flatMap(\.tags) {
                try check(tag)
                try names.add(tag, of: document.text)
            }
        }
        return try adding(names, toProject: project, database)
    }
}
