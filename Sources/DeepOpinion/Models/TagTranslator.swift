// Predicted tags by the numbers that their classes and labels have in the database.

/// Turns predictions into numbers.
struct TagTranslator: Sendable {
    /// Numbers by the indexes of the classifier's classes and labels; nil for those that no longer exist.
    private let classes: [Int?]
    private let labels: [Int?]

    init(classes: [Int?], labels: [Int?]) {
        self.classes = classes
        self.labels = labels
    }

    /// The numbers of a predicted tag; nil when a part of it no longer exists.
    func numbers(_ tag: Prediction) -> TagNumbers? {
        let classNumber = tag.classIndex.flatMap { classes[$0] }
        let labelNumber = tag.labelIndex.flatMap { labels[$0] }
        guard tag.classIndex == nil || classNumber != nil, tag.labelIndex == nil || labelNumber != nil,
            classNumber != nil || labelNumber != nil
        else { return nil }
        return TagNumbers(classNumber: classNumber, labelNumber: labelNumber)
    }
}
