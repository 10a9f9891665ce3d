// The types that printed samples name.

import Foundation
import JSON

/// Tells whether values are of a printed type.
enum PrintedType {
    /// What texts of a type look like.
    private static let patterns = [
        "string": "", "uuid": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        "datetime-iso": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$",
        "datetime-spaced": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}$",
        "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "url": "^https?://[^/]+/", "uri-storage": "^storage://[^/]",
    ]

    /// Whether a value is of a type, or of one of several, which `|` divides.
    static func accepts(_ value: JSON, _ type: String) -> Bool {
        type.split(separator: "|").contains { isOne(value, String($0)) }
    }

    private static func isOne(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "any": return true
        case "null": return value.isNull
        case "boolean": return value.bool != nil
        case "object": return value.object != nil
        case "integer":
            if case .bigInteger = value { return true }
            return value.int != nil
        case "number": return value.double != nil
        default:
            guard let text = value.string, let pattern = patterns[type] else { return false }
            return pattern.isEmpty || text.range(of: pattern, options: .regularExpression) != nil
        }
    }
}
