// The columns of a table of labeled texts.

import Emulator
import JSON
import System

/// Which columns hold the text, the class and the label.
struct LabeledColumns {
    /// The most classes, and labels, that one file may bring along.
    private static let maximumNames = 10_000

    let text: Int
    let className: Int?
    let label: Int?

    /// The columns by `column_mapping`, else by their own names; `aspect` is another word for the class.
    ///
    /// - Throws: ``Problem`` 400 for a mapping to a column that does not exist, 409 when there is no text column, or
    ///   when columns for tags are required and there are none that the task type uses.
    init(_ file: UploadedFile, mapping: JSON?, type: TaskType, isRequired: Bool) throws {
        func column(_ roles: [String]) throws -> Int? {
            for role in roles {
                guard let name = mapping?[role]?.string else { continue }
                guard let index = file.columns.firstIndex(of: name) else {
                    throw Problem.badRequest(
                        "column_mapping.\(role): there is no column \(name) in the file.",
                        field: "column_mapping.\(role)")
                }
                return index
            }
            return file.columns.firstIndex { roles.contains($0.lowercased()) }
        }
        guard let text = try column(["text"]) ?? (file.columns.count == 1 ? 0 : nil) else {
            throw Problem.conflict("The file has no column named text; say in column_mapping which one it is.")
        }
        self.text = text
        className = type.hasClasses ? try column(["class", "aspect"]) : nil
        label = type.hasLabels ? try column(["label"]) : nil
        guard isRequired else { return }
        guard className != nil || !type.hasClasses, label != nil || !type.hasLabels else {
            let wanted = [type.hasClasses ? "class" : nil, type.hasLabels ? "label" : nil].compactMap { $0 }
            throw Problem.conflict(
                "Labeled data of type \(type.rawValue) needs the columns text, \(wanted.joined(separator: ", ")).")
        }
    }

    /// The classes and labels of a table, each once, in the order of their first use.
    struct Names: Sendable {
        var classes: [String] = []
        var labels: [String] = []
    }

    /// Reads the names of classes and labels. For the thread pool.
    static func names(in payload: Payload, _ plan: ImportPlan) throws -> Names {
        var names = Names()
        guard plan.classColumn != nil || plan.labelColumn != nil else { return names }
        var seen: (classes: Set<String>, labels: Set<String>) = ([], [])
        let lines = try payload.bytes(maximum: TableFile.maximumBytes * 2).split(separator: 0x0A)
        for line in lines.dropFirst(plan.skipsFirstLine ? 1 : 0) {
            let cells = try JSON(parsing: Array(line)).array ?? []
            if let name = cell(cells, plan.classColumn), seen.classes.insert(name).inserted {
                names.classes.append(name)
            }
            if let name = cell(cells, plan.labelColumn), seen.labels.insert(name).inserted { names.labels.append(name) }
            guard names.classes.count <= maximumNames, names.labels.count <= maximumNames else {
                throw Problem.badFile("It has more than \(maximumNames) classes or labels.")
            }
        }
        if let long = (names.classes + names.labels).first(where: { $0.count > Names.longest }) {
            throw Problem.badFile("The name \(long.prefix(40)) has more than \(Names.longest) characters.")
        }
        return names
    }

    private static func cell(_ cells: [JSON], _ column: Int?) -> String? {
        guard let column, column < cells.count else { return nil }
        return TableFile.text(of: cells[column]).flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension LabeledColumns.Names {
    /// The longest name of a class or label, in characters.
    fileprivate static let longest = 255
}
