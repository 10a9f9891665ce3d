// Comparing what a test author expects with the texts of requests: headers, queries and forms have nothing else.

import JSON

extension JSON {
    /// Whether a text says this value: a text says what it is, a number is said by any text of equal value, and any other
    /// value by its JSON text.
    public func isSaid(by text: String) -> Bool {
        switch self {
        case .string(let own): own == text
        case .int, .double, .bigInteger: (try? JSON(parsing: text)) == self
        default: description == text
        }
    }
}
