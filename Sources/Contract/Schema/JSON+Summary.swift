// How values appear in messages and how they are compared.

import JSON

extension JSON {
    /// A short text for messages: scalars verbatim up to 40 characters, containers by their kind.
    var summary: String {
        switch self {
        case .array(let items): return items.isEmpty ? "an empty array" : "an array"
        case .object(let object): return object.isEmpty ? "an empty object" : "an object"
        case .string(let text):
            guard text.unicodeScalars.count > 40 else { return description }
            return JSON.string(String(String.UnicodeScalarView(text.unicodeScalars.prefix(37))) + "...").description
        case .bigInteger(let text): return text.utf8.count > 40 ? String(text.prefix(37)) + "..." : text
        default: return description
        }
    }

    /// A number without a zero fraction: `10`, `0.5`.
    var shortNumber: String { int.map { String($0) } ?? description }

    /// A text that is the same for equal values: member names are sorted, numbers have their normal form.
    var canonicalText: String {
        switch self {
        case .array(let items): "[" + items.map(\.canonicalText).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.map { (key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
                .map { JSON.string($0.key).description + ":" + $0.value.canonicalText }.joined(separator: ",") + "}"
        default: JSONNumber(self)?.description ?? description
        }
    }
}
