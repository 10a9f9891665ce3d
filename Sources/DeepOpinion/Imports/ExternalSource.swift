// External sources of records. There is one credential, and the records are invented.

import Crypto
import Emulator
import JSON

/// External sources (specification, "Files, previews, columns"): credential 1 opens every source. The records depend on
/// the source and the parameters alone.
enum ExternalSource {
    private static let credential = 1.0
    private static let maximumRecords = 1000
    private static let newest = Instant(microseconds: 1_767_225_600_000_000)

    /// The records that a body asks for.
    ///
    /// - Throws: ``Problem`` 404 for an unknown credential, 400 for invalid parameters.
    static func records(_ body: JSON, in tenant: Tenant) throws -> (source: String, records: [JSON]) {
        guard body["credential_id"]?.double == credential else { throw Problem.unknownCredential }
        guard let source = body["source"]?.string, !source.isEmpty else {
            throw Problem.badRequest("source: a non-empty string is required.", field: "source")
        }
        let parameters = body["parameters"] ?? [:]
        let limit = parameters["limit"] ?? 10
        guard let limit = limit.int, (1...maximumRecords).contains(limit) else {
            throw Problem.badRequest(
                "parameters.limit: expected a number from 1 to \(maximumRecords).", field: "parameters.limit")
        }
        var since = Instant.earliest
        if let given = parameters["updated_since"] {
            guard let instant = given.string.flatMap(Instant.init(text:)) else {
                throw Problem.badRequest(
                    "parameters.updated_since: expected a date and time.", field: "parameters.updated_since")
            }
            since = instant
        }
        return (source, records(source, limit: limit, since: since, tenant.identifiers))
    }

    private static func records(_ source: String, limit: Int, since: Instant, _ identifiers: Identifiers) -> [JSON] {
        var generator = identifiers.generator(for: ["studio.source", source])
        var records: [JSON] = []
        for number in 1...limit {
            // One record a day, the newest first.
            let updated = newest.advanced(bySeconds: -86_400 * (number - 1))
            guard updated >= since else { break }
            let subject = generator.pick(subjects) ?? "It"
            let (opinion, rating) = generator.pick(opinions) ?? ("was there.", 3)
            records.append([
                "text": .string("\(subject) \(opinion)"), "reference": .string("\(source)-\(number)"),
                "rating": .int(rating), "updated": .string(updated.text(.zonedSeconds)),
            ])
        }
        return records
    }

    private static let subjects = [
        "The delivery", "The support team", "The battery", "The invoice", "The packaging", "The new screen",
    ]
    private static let opinions = [
        ("was better than I had hoped.", 5), ("did what it should.", 3), ("was a disappointment.", 1),
        ("could be faster. Apart from that I am content.", 4), ("took far too long!", 2),
    ]
}
