// Which labels a request wants, as a condition of a query.

import Store

/// A condition on `tools_labels AS one`, with its values.
struct LabelFilter {
    private(set) var condition: SQL = "one.dataset = ?"
    private(set) var values: [SQLValue]

    /// All labels of a dataset.
    init(_ dataset: Int) {
        values = [.int(dataset)]
    }

    mutating func add(_ condition: SQL, _ value: SQLValue) {
        self.condition = self.condition + " AND " + condition
        values.append(value)
    }

    /// Keeps the labels of every label set. The sets are named all the same, for the index.
    mutating func keepAllSets() {
        add("one.label_set IN (SELECT id FROM tools_label_sets WHERE dataset = ?)", values[0])
    }

    /// Keeps the labels behind a cursor.
    mutating func keep(after cursor: LabelCursor) {
        condition = condition + " AND (one.position, one.seq) > (?, ?)"
        values += [.int(cursor.position), .int(cursor.seq)]
    }

    /// Keeps one version of each label: that of its last stage.
    mutating func keepLastStage() {
        condition =
            condition + """
                 AND NOT EXISTS (SELECT 1 FROM tools_labels AS two WHERE two.dataset = one.dataset
                    AND two.label_set = one.label_set AND two.file = one.file AND two.sensor = one.sensor
                    AND two.label = one.label AND two.stage_order > one.stage_order)
                """
    }
}
