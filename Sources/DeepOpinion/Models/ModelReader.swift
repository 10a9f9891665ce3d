// A model as analyses use it: its classifier, and the classes and labels of its tags.

import Emulator
import Store
import System

/// A usable model.
struct ModelReader: Sendable {
    let id: Int
    let workspace: Int
    let project: Int?
    let displayName: String
    let type: TaskType
    private let payload: Payload?
    /// Classes and labels of its project, or its own, by name and by number.
    private let vocabulary: Vocabulary
    private let trustsNumbers: Bool

    /// A model that can predict.
    ///
    /// - Parameter other: a project whose classes and labels its tags have instead of its own.
    /// - Throws: ``Problem`` 404 when there is no such model, 409 when it is not ready.
    init(_ id: Int, in other: Int? = nil, _ tenant: Tenant) throws {
        let database = tenant.database
        let row = try database.first(
            """
            SELECT m.workspace, m.project, m.display_name, m.type, m.status, m.content, m.is_shipped
            FROM studio_models m
            JOIN studio_workspaces w ON w.id = m.workspace WHERE m.id = ? AND w.is_active = 1
            """, .int(id)
        ) { row in
            (
                workspace: row.int(0), project: row.optionalInt(1), name: row.text(2), type: row.text(3),
                status: row.text(4), content: row.optionalText(5), isShipped: row.bool(6)
            )
        }
        guard let row, let type = TaskType(rawValue: row.type) else { throw Problem.unknownModel }
        guard ["READY", "ACTIVE", "PUBLISHED"].contains(row.status) else { throw Problem.unusableModel }
        self.id = id
        workspace = row.workspace
        project = row.project
        displayName = row.name
        self.type = type
        payload = try row.content.flatMap { try tenant.files.payload($0) }
        if row.isShipped { try ShippedModels.number(type, of: id, database) }
        vocabulary =
            try (other ?? row.project).map { try Vocabulary(project: $0, database) }
            ?? Vocabulary(model: id, type: type, database)
        // Numbers of another project's classes mean nothing here.
        trustsNumbers = row.project != nil && (other == nil || other == row.project)
    }

    /// The classifier. For the thread pool. A file that is not ours predicts like the shipped model of its type.
    ///
    /// - Throws: `SystemError` when it cannot be read; `WorkError` when the budget is used up.
    func classifier(_ budget: WorkBudget) throws -> Classifier {
        guard let payload, payload.count <= ClassifierFile.maximumBytes else {
            return ShippedModels.classifier(of: type)
        }
        guard ClassifierFile.isClassifier(try payload.read(at: 0, count: 64)) else {
            return ShippedModels.classifier(of: type)
        }
        return try ClassifierFile.read(payload, budget: budget) ?? ShippedModels.classifier(of: type)
    }

    /// Translates predicted tags into numbers of classes and labels. A renamed class keeps its number; a deleted one gives
    /// no tag.
    func translator(for classifier: Classifier) -> TagTranslator {
        TagTranslator(
            classes: Self.numbers(classifier.classNumbers, classifier.classes, vocabulary.classes, trustsNumbers),
            labels: Self.numbers(classifier.labelNumbers, classifier.labels, vocabulary.labels, trustsNumbers))
    }

    private static func numbers(
        _ numbers: [Int], _ names: [String], _ known: [String: Int], _ trustsNumbers: Bool
    ) -> [Int?] {
        let existing = trustsNumbers ? Set(known.values) : []
        return names.enumerated().map { index, name in
            if index < numbers.count, existing.contains(numbers[index]) { return numbers[index] }
            return known[name]
        }
    }

    /// The names of classes and labels by number, as they are now.
    var names: (classes: [Int: String], labels: [Int: String]) {
        (
            Dictionary(vocabulary.classes.map { ($1, $0) }) { first, _ in first },
            Dictionary(vocabulary.labels.map { ($1, $0) }) { first, _ in first }
        )
    }
}
