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
    /// - Parameters:
    ///   - mapping: the roles `text`, `class`, `aspect` and `label` by names of columns, or names of columns by roles.
    ///   - isOther: whether the mapping may be about the columns of another table.
    ///   - isRequired: whether there must be columns for tags.
    /// - Throws: ``Problem`` 400 for a mapping to a column that does not exist, 409 without a text column, or
    ///   when the task type's columns for tags are required and missing.
    init(_ file: UploadedFile, mapping: JSON?, isOther: Bool, type: TaskType, isRequired: Bool) throws {
        let mapping = try Self.columns(mapping, of: file, isOther: isOther)
        func column(_ roles: [String]) -> Int? {
            roles.lazy.compactMap { mapping[$0] }.first ?? file.columns.firstIndex { roles.contains($0.lowercased()) }
        }
        guard let text = column(["text"]) ?? (file.columns.count == 1 ? 0 : nil) else {
            throw Problem.conflict("The file has no column named text. Name the text column in column_mapping.")
        }
        self.text = text
        className = type.hasClasses ? column(["class", "aspect"]) : nil
        label = type.hasLabels ? column(["label"]) : nil
        guard isRequired else { return }
        guard className != nil || !type.hasClasses, label != nil || !type.hasLabels else {
            let wanted = [type.hasClasses ? "class" : nil, type.hasLabels ? "label" : nil].compactMap { $0 }
            throw Problem.conflict(
                "Labeled data of type \(type.rawValue) needs the columns text, \(wanted.joined(separator: ", ")).")
        }
    }

    private static let roles: Set<String> = ["text", "class", "aspect", "label"]

    /// The columns by their roles, whichever of both is the key. A key that is a column counts as one.
    private static func columns(_ mapping: JSON?, of file: UploadedFile, isOther: Bool) throws -> [String: Int] {
        var columns: [String: Int] = [:]
        for (key, value) in mapping?.object ?? [:] {
            guard let value = value.string else { continue }
            if roles.contains(value), let index = file.columns.firstIndex(of: key) {
                columns[value] = index
            } else if roles.contains(key), let index = file.columns.firstIndex(of: value) {
                columns[key] = index
            } else if !isOther, roles.contains(key) || roles.contains(value) {
                throw Problem.badRequest(
                    "column_mapping.\(key): The file has no column named \(roles.contains(key) ? value : key).",
                    field: "column_mapping.\(key)")
            }
        }
        return columns
    }
}
