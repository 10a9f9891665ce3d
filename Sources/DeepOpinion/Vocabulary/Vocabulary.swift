// The classes and labels of a project or model by name.

import Emulator
import Store

/// The classes and labels that tags of one project, or of one model without a project, may have.
struct Vocabulary: Sendable {
    let type: TaskType
    let classes: [String: Int]
    let labels: [String: Int]

    /// No class and no label.
    static let none = Vocabulary(type: .classes, classes: [:], labels: [:])

    private init(type: TaskType, classes: [String: Int], labels: [String: Int]) {
        self.type = type
        self.classes = classes
        self.labels = labels
    }

    /// The vocabulary of a project.
    init(project: Int, _ database: Database) throws {
        let type = try database.scalarText("SELECT type FROM studio_projects WHERE id = ?", .int(project))
        self.type = type.flatMap(TaskType.init) ?? .classes
        classes = try Self.names("SELECT name, id FROM studio_classes WHERE project = ?", project, database)
        labels = try Self.names("SELECT name, id FROM studio_labels WHERE project = ?", project, database)
    }

    /// The vocabulary of a model that has no project.
    init(model: Int, type: TaskType, _ database: Database) throws {
        self.type = type
        classes = try Self.names("SELECT name, id FROM studio_classes WHERE model = ?", model, database)
        labels = try Self.names("SELECT name, id FROM studio_labels WHERE model = ?", model, database)
    }

    private static func names(_ query: SQL, _ owner: Int, _ database: Database) throws -> [String: Int] {
        var names: [String: Int] = [:]
        try database.each(query, .int(owner)) { names[$0.text(0)] = $0.int(1) }
        return names
    }

    /// The numbers behind a tag's names.
    ///
    /// - Parameter allowsEmpty: whether a tag may have neither class nor label, as the generated client sends it.
    /// - Throws: ``Problem`` 400 for an unknown class or label, for one that the task type does not use, and for a tag
    ///   without either.
    func resolve(_ tag: TagInput, allowsEmpty: Bool = false) throws -> TagNumbers {
        try requireFit(tag, allowsEmpty: allowsEmpty)
        return TagNumbers(
            classNumber: try tag.className.map { name in
                guard let number = classes[name] else {
                    throw Problem.badRequest("class: There is no class named \(name).", field: "class")
                }
                return number
            },
            labelNumber: try tag.labelName.map { try number(ofLabel: $0) })
    }

    /// Checks a tag of labeled data, whose class and label may be new.
    ///
    /// - Throws: ``Problem`` 400 for a class or label that the task type does not use, for a new label when labels are
    ///   fixed, and for a tag without either.
    func check(_ tag: TagInput) throws {
        try requireFit(tag)
        if type.hasFixedLabels, let name = tag.labelName { _ = try number(ofLabel: name) }
    }

    private func number(ofLabel name: String) throws -> Int {
        guard let number = labels[name] else {
            throw Problem.badRequest("label: There is no label named \(name).", field: "label")
        }
        return number
    }

    private func requireFit(_ tag: TagInput, allowsEmpty: Bool = false) throws {
        if tag.className != nil, !type.hasClasses {
            throw Problem.badRequest("class: Tags of type \(type.rawValue) have no class.", field: "class")
        }
        if tag.labelName != nil, !type.hasLabels {
            throw Problem.badRequest("label: Tags of type \(type.rawValue) have no label.", field: "label")
        }
        guard allowsEmpty || tag.className != nil || tag.labelName != nil else {
            let field = type.hasClasses ? "class" : "label"
            throw Problem.badRequest("\(field): A tag needs a class or a label.", field: field)
        }
    }
}
