// Which documents of a list are wanted.

import JSON
import Store

/// A condition on documents `d`.
struct DocumentCondition: Sendable {
    private(set) var sql: SQL = "1"
    private(set) var values: [SQLValue] = []
    private(set) var isEmpty = true

    /// No condition.
    static let none = DocumentCondition()

    /// Adds a condition that must also hold.
    mutating func add(_ condition: SQL, _ values: SQLValue...) {
        add(condition, values)
    }

    /// Adds a condition whose values come as an array.
    mutating func add(_ condition: SQL, _ values: [SQLValue]) {
        sql = isEmpty ? condition : "\(sql) AND \(condition)"
        self.values += values
        isEmpty = false
    }

    /// Adds a search for a part of the text that ignores the case of ASCII letters. LIKE would stop at a NUL.
    mutating func addSearch(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        add("instr(lower(d.text), lower(?)) > 0", .text(text))
    }

    /// Adds that a document has a tag with one of these classes, and one with one of these labels.
    ///
    /// - Parameters:
    ///   - classes: an array of numbers, or nil.
    ///   - labels: an array of numbers, or nil.
    ///   - whose: a condition on the tag.
    mutating func addTags(_ classes: JSON?, _ labels: JSON?, _ whose: SQL, _ values: SQLValue...) {
        for (numbers, column) in [(classes, "class"), (labels, "label")] as [(JSON?, SQL)] {
            guard let numbers = numbers?.array?.compactMap(\.int), !numbers.isEmpty else { continue }
            add(
                """
                EXISTS (SELECT 1 FROM studio_tags x WHERE x.document = d.id AND +x.\(whose)
                    AND +x.\(column) IN (\(SQL.placeholders(numbers.count))))
                """, values + numbers.map { .int($0) })
        }
    }
}
