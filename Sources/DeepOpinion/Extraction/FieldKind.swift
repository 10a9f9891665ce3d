// The kinds of values that fields have.

/// The kind of a field's value, guessed from the name of its label.
enum FieldKind: Sendable {
    case date, amount, number, email, name, other

    init(_ label: String) {
        let words = label.lowercased()
        let kinds: [(FieldKind, [String])] = [
            (.email, ["mail"]), (.date, ["date", "datum", "day", "due"]),
            (.amount, ["amount", "total", "price", "sum", "tax", "vat", "betrag", "preis"]),
            (.number, ["number", "no", "id", "nr", "iban", "nummer", "code"]),
            (.name, ["name", "customer", "supplier", "vendor", "person", "company", "kunde"]),
        ]
        self = kinds.first { kind in kind.1.contains { words.contains($0) } }?.0 ?? .other
    }
}
