// The classes and labels that a body chooses for a session.

import Emulator
import JSON
import Store

/// Names of classes and labels; nil for a list that the body does not have.
struct SessionNames {
    let classes: [String]?
    let labels: [String]?

    /// No choice.
    static let none = SessionNames(classes: nil, labels: nil)

    private init(classes: [String]?, labels: [String]?) {
        self.classes = classes
        self.labels = labels
    }

    /// The names in a checked body.
    init(_ body: JSON) {
        self.init(
            classes: body["classes"]?.array?.compactMap(\.string), labels: body["labels"]?.array?.compactMap(\.string))
    }

    /// Their numbers. Names that the project does not have are added to it, if its tags can have such.
    ///
    /// - Throws: ``Problem`` 400 for a class or label that the type of the project does not use, and for a new label when
    ///   labels are fixed.
    func numbers(project: Int, _ database: Database) throws -> (classes: [Int]?, labels: [Int]?) {
        var vocabulary = try Vocabulary(project: project, database)
        let type = vocabulary.type
        vocabulary = try vocabulary.adding(
            LabeledNames(classes: classes ?? [], labels: type.hasFixedLabels ? [] : labels ?? []), toProject: project,
            database)
        func numbers(_ names: [String]?, _ field: String, of kind: String, _ known: [String: Int]) throws -> [Int]? {
            try names?.map { name in
                guard let number = known[name] else {
                    throw Problem.badRequest("\(field): The project has no \(kind) named \(name).", field: field)
                }
                return number
            }
        }
        return (
            classes: try numbers(classes, "classes", of: "class", vocabulary.classes),
            labels: try numbers(labels, "labels", of: "label", vocabulary.labels)
        )
    }
}
