// The classes and labels that a table of labeled texts mentions.

import Emulator
import JSON
import System

/// Names of classes and labels, each once, in the order of their first use.
struct LabeledNames: Sendable {
    /// The most classes, and labels, that one file may mention.
    private static let maximum = 10_000

    private(set) var classes: [String] = []
    private(set) var labels: [String] = []

    /// Reads the names in a table. For the thread pool.
    ///
    /// - Throws: ``Problem`` 400 for too many names, or one that is too long.
    init(in payload: Payload, _ plan: ImportPlan) throws {
        guard plan.classColumn != nil || plan.labelColumn != nil else { return }
        var seen: (classes: Set<String>, labels: Set<String>) = ([], [])
        let lines = try payload.bytes(maximum: TableFile.maximumBytes * 2).split(separator: 0x0A)
        for line in lines.dropFirst(plan.skipsFirstLine ? 1 : 0) {
            let cells = try JSON(parsing: Array(line)).array ?? []
            if let name = Self.cell(cells, plan.classColumn), seen.classes.insert(name).inserted {
                classes.append(name)
            }
            if let name = Self.cell(cells, plan.labelColumn), seen.labels.insert(name).inserted { labels.append(name) }
            guard classes.count <= Self.maximum, labels.count <= Self.maximum else {
                throw Problem.badFile("The file has more than \(Self.maximum) classes or labels.")
            }
        }
        if let long = (classes + labels).first(where: { $0.count > Names.longest }) {
            throw Problem.badFile("The name \(long.prefix(40)) is longer than \(Names.longest) characters.")
        }
    }

    private static func cell(_ cells: [JSON], _ column: Int?) -> String? {
        guard let column, column < cells.count else { return nil }
        return TableFile.text(of: cells[column]).flatMap { $0.isEmpty ? nil : $0 }
    }
}
