// The columns of a table of labeled texts.

import Emulator
import JSON

/// Which columns hold the text, the class and the label.
struct LabeledColumns {
    let text: Int
    let className: Int?
    let label: Int?

    /// Finds the columns by `column_mapping`, else by their names; `aspect` is another word for the class.
    ///
    /// - Throws: ``Problem`` 400 for a mapping to a column that does not exist, 409 without a text column, or
    ///   when the task type's columns for tags are required and missing.
    init(_ file: UploadedFile, mapping: JSON?, type: TaskType, isRequired: Bool) throws {
        func column(_ roles: [String]) throws -> Int? {
            for role in roles {
                guard let name = mapping?[role]?.string else { continue }
                guard let index = file.columns.firstIndex(of: name) else {
                    throw Problem.badRequest(
                        "column_mapping.\(role): The file has no column named \(name).",
                        field: "column_mapping.\(role)")
                }
                return index
            }
            return file.columns.firstIndex { roles.contains($0.lowercased()) }
        }
        guard let text = try column(["text"]) ?? (file.columns.count == 1 ? 0 : nil) else {
            throw Problem.conflict("The file has no column named text. Name the text column in column_mapping.")
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
}
