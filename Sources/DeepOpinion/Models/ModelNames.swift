// Names around models: their own, those of their owners, and those of their classes and labels.

import Emulator
import Store

/// Finds and stores the names of models.
enum ModelNames {
    /// The internal name: the requested one, which must be free, or one derived from the display name.
    static func name(_ wanted: String?, display: String, workspace: Int, _ database: Database) throws -> String {
        func isTaken(_ name: String) throws -> Bool {
            try database.exists(
                "SELECT 1 FROM studio_models WHERE workspace = ? AND name = ?", .int(workspace), .text(name))
        }
        if let wanted, !wanted.isEmpty {
            guard try !isTaken(wanted) else { throw Problem.nameTaken(wanted) }
            return wanted
        }
        let base = TableDownload.fileName(display.lowercased())
        guard try isTaken(base) else { return base }
        let last = try database.scalarInt("SELECT max(id) FROM studio_models") ?? 0
        return "\(base)-\(last + 1)"
    }

    /// The name of a model's owner.
    static func owner(_ user: Int, _ database: Database) throws -> String {
        let names = try database.first(
            "SELECT first_name, last_name, email FROM studio_users WHERE id = ?", .int(user)
        ) { (first: $0.optionalText(0) ?? "", last: $0.optionalText(1) ?? "", email: $0.text(2)) }
        guard let names else { return "" }
        let full = [names.first, names.last].filter { !$0.isEmpty }.joined(separator: " ")
        return full.isEmpty ? names.email : full
    }

    /// Inserts the classes and labels of a model without a project, as far as it does not have them.
    static func insertVocabulary(classes: [String], labels: [String], model: Int, _ database: Database) throws {
        for name in classes {
            try database.execute(
                "INSERT OR IGNORE INTO studio_classes(model, name) VALUES (?, ?)", .int(model), .text(name))
        }
        for name in labels {
            try database.execute(
                "INSERT OR IGNORE INTO studio_labels(model, name) VALUES (?, ?)", .int(model), .text(name))
        }
    }
}
