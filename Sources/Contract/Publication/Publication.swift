// Served documents: what public tools need, and our contract files leave out because it follows from them.

import JSON

/// Completes an OpenAPI document for the tools of other people: our formats get patterns, media ranges become media
/// types, and operations that create a record link to the one that reads it.
enum Publication {
    /// Media types that stand for any, in the order of their use by servers of this kind.
    private static let anyType = [
        "application/octet-stream", "application/json", "text/plain", "text/csv", "application/zip", "application/pdf",
        "image/jpeg", "image/png", "video/mp4",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    private static let anyImage = ["image/jpeg", "image/png", "application/octet-stream"]

    /// The document with everything that follows from it.
    static func complete(_ document: JSONObject) -> JSON {
        var document = document
        document["paths"] = .object(SecondPaths.listed(document))
        document["paths"] = .object(CreationLinks(document: .object(document)).added())
        return rewritten(.object(document))
    }

    /// The value with patterns and media types, wherever it has formats and contents.
    private static func rewritten(_ value: JSON, inRequest: Bool = false) -> JSON {
        switch value {
        case .array(let items): return .array(items.map { rewritten($0, inRequest: inRequest) })
        case .object(let object):
            var result = JSONObject()
            for (key, member) in object {
                switch key {
                // Values of clients, not structure.
                case "example", "examples", "default", "enum", "const": result.append(key, member)
                case "content": result.append(key, contents(member, inRequest: inRequest))
                // Names of members, which may be those of keywords.
                case "properties":
                    let schemas = member.object ?? [:]
                    result.append(key, .object(JSONObject(schemas.map { ($0.key, rewritten($0.value)) })))
                default:
                    let inRequest = inRequest || key == "requestBody" || key == "requestBodies"
                    result.append(key, rewritten(member, inRequest: inRequest))
                }
            }
            if result["pattern"] == nil, let pattern = pattern(of: object) { result["pattern"] = .string(pattern) }
            return .object(result)
        default: return value
        }
    }

    private static func contents(_ value: JSON, inRequest: Bool) -> JSON {
        guard let entries = value.object else { return rewritten(value) }
        var result = JSONObject()
        for (mediaType, entry) in entries {
            let types =
                switch mediaType {
                case "*/*": inRequest ? ["application/octet-stream"] : anyType
                case "image/*": anyImage
                default: [mediaType]
                }
            for type in types where result[type] == nil && (type == mediaType || entries[type] == nil) {
                result.append(type, rewritten(entry))
            }
        }
        return .object(result)
    }

    private static func pattern(of schema: JSONObject) -> String? {
        guard let types = schema["type"], types == "string" || types.array?.contains("string") == true else {
            return nil
        }
        return schema["format"]?.string.flatMap(SchemaFormat.init(rawValue:))?.pattern
    }
}
