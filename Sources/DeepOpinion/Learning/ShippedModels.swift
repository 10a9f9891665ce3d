// The models that every tenant starts with: one of each type, trained on ``ShippedCorpus``.

import Emulator
import Store

/// Pre-trained models.
enum ShippedModels {
    /// One shipped model.
    private struct Shipped {
        let type: TaskType
        let name: String
        let displayName: String
        let description: String
    }

    private static let all = [
        Shipped(
            type: .absa, name: "hospitality-aspects", displayName: "Hospitality aspects",
            description: "Aspects of hotel and restaurant reviews, each with its sentiment."),
        Shipped(
            type: .classes, name: "support-topics", displayName: "Support topics",
            description: "What a message to customer support is about."),
        Shipped(
            type: .labels, name: "general-sentiment", displayName: "General sentiment",
            description: "Whether a text is positive, neutral or negative."),
        Shipped(
            type: .classesAndLabels, name: "request-triage", displayName: "Request triage",
            description: "Which department a request belongs to, and how urgent it is."),
    ]

    /// The shipped classifier of a type. Trained at first use, in a few milliseconds: for the thread pool.
    static func classifier(of type: TaskType) -> Classifier {
        switch type {
        case .absa: absa
        case .classes: classes
        case .labels: labels
        case .classesAndLabels: classesAndLabels
        }
    }

    private static let absa = train(.absa)
    private static let classes = train(.classes)
    private static let labels = train(.labels)
    private static let classesAndLabels = train(.classesAndLabels)

    private static func train(_ type: TaskType) -> Classifier {
        let names = names(of: type)
        let examples = ShippedCorpus.records(of: type).map { record in
            let tag = Prediction(
                classIndex: record.className.flatMap { names.classes.firstIndex(of: $0) },
                labelIndex: record.labelName.flatMap { names.labels.firstIndex(of: $0) }, confidence: 1)
            return Example(text: record.text, tags: tag.classIndex == nil && tag.labelIndex == nil ? [] : [tag])
        }
        guard let classifier = Training.train(examples, names) else {
            preconditionFailure("ShippedCorpus has no usable records for \(type.rawValue).")
        }
        return classifier
    }

    /// The classes and labels of a shipped model, in the order in which its texts name them.
    private static func names(of type: TaskType) -> TrainingNames {
        var classes: [String] = []
        var labels = type.firstLabels
        for record in ShippedCorpus.records(of: type) {
            if let name = record.className, !classes.contains(name) { classes.append(name) }
            if let name = record.labelName, !labels.contains(name) { labels.append(name) }
        }
        return TrainingNames(type: type, classes: classes, labels: labels, classNumbers: [], labelNumbers: [])
    }

    /// Adds the models to a new tenant, published, in workspace 1.
    static func provision(_ tenant: Tenant) throws {
        for shipped in all {
            try tenant.database.execute(
                """
                INSERT INTO studio_models(uuid, workspace, name, display_name, language, owner, created, finished, score,
                    short_description, status, type, is_public, is_shipped)
                VALUES (?, 1, ?, ?, 'en', 'deepmock', ?, ?, ?, ?, 'PUBLISHED', ?, 1, 1)
                """,
                .text(tenant.identifiers.uuid()), .text(shipped.name), .text(shipped.displayName),
                .int(tenant.now.microseconds), .int(tenant.now.microseconds), .double(0.9),
                .text(shipped.description), .text(shipped.type.rawValue))
        }
    }

    /// Inserts the classes and labels of a shipped model when it is first used.
    static func number(_ type: TaskType, of model: Int, _ database: Database) throws {
        let isNumbered = try database.exists(
            "SELECT 1 FROM studio_classes WHERE model = ?1 UNION ALL SELECT 1 FROM studio_labels WHERE model = ?1",
            .int(model))
        guard !isNumbered else { return }
        let names = names(of: type)
        try ModelNames.insertVocabulary(classes: names.classes, labels: names.labels, model: model, database)
    }
}
