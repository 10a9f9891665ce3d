// A first look at a stored table: how many documents it gives, and which classes and labels it mentions.

import JSON
import System

/// What a table will bring. Read on the thread pool, a piece at a time.
struct TableScan: Sendable {
    /// How many records have a text.
    private(set) var count = 0
    private(set) var names = LabeledNames()

    /// Reads a table.
    ///
    /// - Throws: ``Problem`` 400 for too many names of classes or labels, or one that is too long.
    init(of payload: Payload, _ plan: ImportPlan, _ budget: WorkBudget) throws {
        var offset = 0
        while offset < payload.count {
            let bytes = try ImportSlice.lines(of: payload, at: offset)
            guard !bytes.isEmpty else { return }
            for (index, line) in bytes.split(separator: 0x0A).enumerated() {
                if offset == 0, index == 0, plan.skipsFirstLine { continue }
                try budget.step(line.count / 16 + 1)
                let cells = try JSON(parsing: Array(line)).array ?? []
                guard let record = plan.labeledText(cells) else { continue }
                count += 1
                if let tag = record.tag { try names.add(tag, of: record.text) }
            }
            offset += bytes.count
        }
    }
}
